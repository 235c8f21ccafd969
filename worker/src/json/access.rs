//! What is in lists, objects and variants, one after the other.

use core::marker::PhantomData;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_json::{Map, Value};

use super::{Form, Reader, Unreadable};

pub(super) struct Items<F>(std::vec::IntoIter<Value>, PhantomData<F>);

impl<F> Items<F> {
    pub(super) fn of(items: Vec<Value>) -> Self {
        Self(items.into_iter(), PhantomData)
    }
}

impl<'de, F: Form> SeqAccess<'de> for Items<F> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let next = self.0.next();
        next.map(|item| seed.deserialize(Reader::<F>::of(item)))
            .transpose()
    }
}

pub(super) struct Entries<F> {
    rest: serde_json::map::IntoIter,
    value: Option<Value>,
    form: PhantomData<F>,
}

impl<F> Entries<F> {
    pub(super) fn of(entries: Map<String, Value>) -> Self {
        Self {
            rest: entries.into_iter(),
            value: None,
            form: PhantomData,
        }
    }
}

impl<'de, F: Form> MapAccess<'de> for Entries<F> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let key: StringDeserializer<Unreadable> = key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        seed.deserialize(Reader::<F>::of(self.value.take().ok_or(Unreadable)?))
    }
}

/// A variant, by its name or place, and what it holds.
pub(super) struct Variant<F, N> {
    which: N,
    value: Value,
    form: PhantomData<F>,
}

impl<F, N> Variant<F, N> {
    pub(super) fn of(which: N, value: Option<Value>) -> Self {
        Self {
            which,
            value: value.unwrap_or_default(),
            form: PhantomData,
        }
    }
}

impl<'de, F: Form, N: Deserializer<'de, Error = Unreadable>> EnumAccess<'de> for Variant<F, N> {
    type Error = Unreadable;
    type Variant = Reader<F>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Reader<F>), Unreadable> {
        Ok((seed.deserialize(self.which)?, Reader::of(self.value)))
    }
}

impl<'de, F: Form> VariantAccess<'de> for Reader<F> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_struct("", fields, visitor)
    }
}
