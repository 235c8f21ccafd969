//! A body that is made while it is read.

use core::future::Future;
use core::panic::AssertUnwindSafe;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::web_sys::ReadableStream;

use crate::error::InternalError;
use crate::log;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = ReadableStream)]
    type Stream;

    #[wasm_bindgen(constructor, catch, js_class = "ReadableStream")]
    fn new(source: &Object) -> Result<Stream, JsValue>;

    /// What a stream's source writes to.
    type Controller;

    #[wasm_bindgen(method, catch)]
    fn enqueue(this: &Controller, piece: &Uint8Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &Controller) -> Result<(), JsValue>;
}

/// A stream of pieces, each made when the one before it was taken. It ends where `next` gives none; where `next` fails
/// it breaks off, so that nobody takes a part for the whole.
///
/// # Errors
/// When the runtime makes no stream.
pub(crate) fn stream_of_chunks<F, P>(next: F) -> Result<ReadableStream, InternalError>
where
    F: Fn() -> P + 'static,
    P: Future<Output = Result<Option<String>, InternalError>> + 'static,
{
    let next = AssertUnwindSafe(Rc::new(next));
    let pull = Closure::<dyn FnMut(Controller) -> Promise>::new(move |controller: Controller| {
        let next = Rc::clone(&next);
        future_to_promise(AssertUnwindSafe(async move {
            match next().await {
                Ok(Some(piece)) => controller.enqueue(&Uint8Array::from(piece.as_bytes()))?,
                Ok(None) => controller.close()?,
                Err(fault) => {
                    log::failed("export", fault);
                    return Err(JsValue::from_str("broken off"));
                }
            }
            Ok(JsValue::UNDEFINED)
        }))
    });
    let source = Object::new();
    Reflect::set(&source, &"pull".into(), &pull.into_js_value())?;
    Ok(Stream::new(&source)?.unchecked_into())
}
