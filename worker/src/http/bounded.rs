//! A body that is read up to a limit, whatever it announces.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Body;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Body) -> Result<Reader, JsValue>;

    type Reader;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Reader) -> Result<Promise, JsValue>;
}

/// The bytes of a stream: more than `most` only by what its last piece brought, and then no more is read.
///
/// # Errors
/// When it breaks off.
pub(crate) async fn bounded(stream: JsValue, most: usize) -> Result<Vec<u8>, JsValue> {
    let reader = stream.unchecked_into::<Body>().reader()?;
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()?).await?;
        let Ok(value) = Reflect::get(&piece, &"value".into())?.dyn_into::<Uint8Array>() else {
            return Ok(bytes);
        };
        bytes.extend(value.to_vec());
        if bytes.len() > most {
            // What becomes of the rest is the runtime's to say.
            drop(reader.cancel());
            return Ok(bytes);
        }
    }
}
