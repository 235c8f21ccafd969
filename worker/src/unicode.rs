//! Unicode, by the tables of the JavaScript runtime.

use hallpass_core::Unicode;
use js_sys::JsString;

use web_sys::Url;

/// The runtime's tables: V8's normalisation, and the hosts of the WHATWG URL (UTS #46).
#[derive(Debug)]
pub(crate) struct Runtime;

fn normalized(text: &str, form: &str) -> String {
    JsString::from(text).normalize(form).into()
}

/// The text in lower case.
pub(crate) fn lowercase(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

impl Unicode for Runtime {
    fn nfc(&self, text: &str) -> String {
        normalized(text, "NFC")
    }

    fn is_nfkc(&self, text: &str) -> bool {
        normalized(text, "NFKC") == text
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        Url::new(&["https://", domain, "/"].concat())
            .ok()
            .map(|url| url.hostname())
    }
}
