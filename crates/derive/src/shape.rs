//! From a type's definition to its tables.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, GenericParam, Generics, Result,
    Variant,
};

use crate::names::{self, Container};

/// Both directions.
pub(crate) fn both(input: &DeriveInput) -> Result<TokenStream> {
    let (write, read) = (write(input)?, read(input)?);
    Ok(quote! { #write #read })
}

/// The direction out.
pub(crate) fn write(input: &DeriveInput) -> Result<TokenStream> {
    let container = Container::of(&input.attrs)?;
    let name = &input.ident;
    let generics = bound(&input.generics, &quote!(::hallpass_core::wire::Write));
    let (ours, theirs, place) = generics.split_for_impl();
    let body = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let (table, idents) = table(fields, container.rename_all.as_deref())?;
                quote! { ::hallpass_core::wire::fields(out, #table, &[#(&self.#idents),*]); }
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                quote! { ::hallpass_core::wire::Write::write(&self.0, out); }
            }
            Fields::Unnamed(_) | Fields::Unit => return Err(unknown(input)),
        },
        Data::Enum(data) => write_enum(data, &container)?,
        Data::Union(_) => return Err(unknown(input)),
    };
    Ok(quote! {
        #[automatically_derived]
        impl #ours ::hallpass_core::wire::Write for #name #theirs #place {
            fn write(&self, out: &mut ::hallpass_core::wire::Text) { #body }
        }
    })
}

fn write_enum(data: &DataEnum, container: &Container) -> Result<TokenStream> {
    let variants = variants(data, container);
    let mut arms = Vec::new();
    for (index, variant) in data.variants.iter().enumerate() {
        let name = &variant.ident;
        arms.push(match &variant.fields {
            Fields::Unit => quote! {
                Self::#name => ::hallpass_core::wire::variant(out, #variants, #index, "", &[]),
            },
            Fields::Unnamed(_) => {
                single(variant)?;
                quote! {
                    Self::#name(value) => ::hallpass_core::wire::variant(out, #variants, #index, "", &[value]),
                }
            }
            Fields::Named(fields) => {
                let (table, idents) = table(fields, container.rename_all_fields.as_deref())?;
                quote! {
                    Self::#name { #(#idents),* } =>
                        ::hallpass_core::wire::variant(out, #variants, #index, #table, &[#(#idents),*]),
                }
            }
        });
    }
    Ok(quote! { match self { #(#arms)* } })
}

fn read(input: &DeriveInput) -> Result<TokenStream> {
    let container = Container::of(&input.attrs)?;
    let name = &input.ident;
    let generics = bound(&input.generics, &quote!(::hallpass_core::wire::Read));
    let (ours, theirs, place) = generics.split_for_impl();
    let body = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                filled(fields, container.rename_all.as_deref(), &quote!(Self))?
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                quote! { ::hallpass_core::wire::Read::read(value).map(Self) }
            }
            Fields::Unnamed(_) | Fields::Unit => return Err(unknown(input)),
        },
        Data::Enum(data) => read_enum(data, &container)?,
        Data::Union(_) => return Err(unknown(input)),
    };
    Ok(quote! {
        #[automatically_derived]
        impl #ours ::hallpass_core::wire::Read for #name #theirs #place {
            fn read(value: ::hallpass_core::wire::Value) -> ::core::option::Option<Self> { #body }
        }
    })
}

fn read_enum(data: &DataEnum, container: &Container) -> Result<TokenStream> {
    let variants = variants(data, container);
    let mut arms = Vec::new();
    for (index, variant) in data.variants.iter().enumerate() {
        let name = &variant.ident;
        let body = match &variant.fields {
            Fields::Unit => quote! { ::core::option::Option::Some(Self::#name) },
            Fields::Unnamed(_) => {
                single(variant)?;
                quote! { ::hallpass_core::wire::Read::read(value).map(Self::#name) }
            }
            Fields::Named(fields) => {
                let case = container.rename_all_fields.as_deref();
                filled(fields, case, &quote!(Self::#name))?
            }
        };
        arms.push(quote! { #index => { #body } });
    }
    Ok(quote! {
        let (index, value) = ::hallpass_core::wire::variant_of(value, #variants)?;
        match index {
            #(#arms)*
            _ => ::core::option::Option::None,
        }
    })
}

/// Reads fields into slots, and makes the value of them when all are there. That is asked of all of them first: code
/// that gives up the others would stand behind each one otherwise.
fn filled(fields: &FieldsNamed, case: Option<&str>, made: &TokenStream) -> Result<TokenStream> {
    let (table, idents) = table(fields, case)?;
    let slots: Vec<Ident> = (0..idents.len())
        .map(|at| format_ident!("slot{at}"))
        .collect();
    let all_there = (slots.len() > 1).then(|| {
        quote! {
            if #(#slots.is_none())||* {
                return ::core::option::Option::None;
            }
        }
    });
    Ok(quote! {
        #(let mut #slots = ::core::option::Option::None;)*
        if !::hallpass_core::wire::fill(value, #table, &mut [#(&mut #slots),*]) {
            return ::core::option::Option::None;
        }
        #all_there
        ::core::option::Option::Some(#made { #(#idents: #slots?),* })
    })
}

/// The table of fields, and their idents in its order.
fn table(fields: &FieldsNamed, case: Option<&str>) -> Result<(String, Vec<Ident>)> {
    let mut names = Vec::new();
    let mut idents = Vec::new();
    for field in &fields.named {
        names.push(names::field(field, case)?);
        idents.extend(field.ident.clone());
    }
    Ok((names.join(","), idents))
}

fn variants(data: &DataEnum, container: &Container) -> String {
    let case = container.rename_all.as_deref();
    let names: Vec<String> = data
        .variants
        .iter()
        .map(|variant| names::variant(&variant.ident.to_string(), case))
        .collect();
    names.join(",")
}

fn single(variant: &Variant) -> Result<()> {
    if variant.fields.len() == 1 {
        Ok(())
    } else {
        Err(Error::new_spanned(
            variant,
            "holds several things without names",
        ))
    }
}

fn bound(generics: &Generics, what: &TokenStream) -> Generics {
    let mut generics = generics.clone();
    for parameter in &mut generics.params {
        if let GenericParam::Type(kind) = parameter {
            kind.bounds.push(syn::parse_quote!(#what));
        }
    }
    generics
}

fn unknown(input: &DeriveInput) -> Error {
    Error::new_spanned(&input.ident, "has no table")
}
