//! What is particular to review summaries: lists of users and their counts. They have no size limit of 4 KiB, and no end.

use serde_json::json;

use super::{Maker, NOW, claims};

pub(super) fn add(maker: &mut Maker) {
    let mut skewed = claims("review");
    skewed["iat"] = json!(NOW + 60);
    maker.valid("issued 60 s ahead", &skewed);
    let mut old = claims("review");
    old["iat"] = json!(1);
    maker.valid("of long ago", &old);
    let mut empty = claims("review");
    for list in ["kept", "changed", "removed", "gone", "undecided"] {
        empty[list] = json!([]);
        empty["counts"][list] = json!(0);
    }
    empty["counts"]["total"] = json!(0);
    maker.valid("of nobody", &empty);
    maker.claims("issued 61 s ahead", &["future"], |claims| {
        claims["iat"] = json!(NOW + 61);
    });
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["exp"] = json!(NOW + 60);
    });
    maker.claims("without a list", &["missing", "counts"], |claims| {
        claims.as_object_mut().unwrap().remove("kept");
    });
    maker.claims("a list that is a text", &["types", "counts"], |claims| {
        claims["removed"] = json!("");
    });
    maker.claims("a user without a prefix", &["values"], |claims| {
        claims["gone"] = json!(["CAgICAgICAgICAgICAgICA"]);
    });
    maker.claims("a user who is missing in a list", &["counts"], |claims| {
        claims["kept"].as_array_mut().unwrap().pop();
    });
    maker.claims("a wrong total", &["counts"], |claims| {
        claims["counts"]["total"] = json!(5);
    });
    maker.claims("an unknown count", &["counts"], |claims| {
        claims["counts"]["lost"] = json!(0);
    });
    maker.claims("a review of another form", &["values"], |claims| {
        claims["rev"] = json!("rev_1");
    });
    maker.claims("a number below zero", &["types"], |claims| {
        claims["seq"] = json!(-1);
    });
}
