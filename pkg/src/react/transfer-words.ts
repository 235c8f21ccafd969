/** Words of the transfer of ownership, which load when they are first shown. */

/** Who owns a team, and who is to own it. */
export const TRANSFER_WORDS = {
  ownership: 'Ownership',
  transferAbout: "Offer ownership of this team to another member. You'll stay a member, and both of you keep the owner's role.",
  transfer: 'Transfer ownership',
  transferTitle: (team: string) => `Transfer ${team}`,
  transferSteps: "The member has seven days to accept. Until then you're still the owner and can withdraw the offer. If the team was your personal account, you'll get a new one.",
  newOwner: 'New owner',
  chooseMember: 'Choose a member',
  noOtherMember: "There's no other member to transfer the team to. Invite someone first.",
  typeTeamName: "Type the team's name to confirm",
  offerOwnership: 'Offer ownership',
  offeredTo: (member: string, until: string) => `Ownership is offered to ${member} until ${until}.`,
  withdrawOffer: 'Withdraw offer',
  offeredToYou: (owner: string, team: string) => `${owner} offered you ownership of ${team}`,
  acceptAbout: (owner: string, until: string) => `As the owner you can delete the team, and you can't be removed. ${owner} stays a member. Accept by ${until}.`,
  acceptOwnership: 'Accept ownership',
  acceptTitle: (team: string) => `Become the owner of ${team}?`,
  acceptRemoves: 'Only you will be able to transfer or delete the team.',
  declineOwnership: 'Decline',
};
