//! A JSON parser that reports duplicate names. Of two values with one name, `serde_json` uses the last and other programs use the first,
//! so a firewall could check another value than the one that the application uses. `serde_json` has no option that refuses duplicates.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::{cell::RefCell, fmt};

/// Maximum number of duplicate names that are reported.
const MOST: usize = 50;
/// Maximum total length of the reported pointers, in bytes. A short body must not cause a long answer.
const MOST_BYTES: usize = 4 * 1024;

/// Parses a JSON text, and returns its value with the pointers of its duplicate names. The answer is `None` for a text that is not JSON.
pub(crate) fn read(text: &[u8]) -> Option<(Value, Vec<String>)> {
    let twice = RefCell::new(Vec::new());
    let mut text = serde_json::Deserializer::from_slice(text);
    let value = Read { place: &Place::Whole, twice: &twice }.deserialize(&mut text).ok()?;
    text.end().ok()?;
    Some((value, twice.into_inner()))
}

/// The place of a value. The pointer is built only for a duplicate, because pointers of deep places are long.
enum Place<'a> {
    Whole,
    Named(&'a Place<'a>, &'a str),
    Nth(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// Returns the place as a JSON pointer (RFC 6901).
    fn pointer(&self) -> String {
        match self {
            Place::Whole => String::new(),
            Place::Named(within, name) => format!("{}/{}", within.pointer(), escaped(name)),
            Place::Nth(within, index) => format!("{}/{index}", within.pointer()),
        }
    }
}

/// Escapes a name for a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The parser of a value at a place.
#[derive(Clone, Copy)]
struct Read<'a> {
    place: &'a Place<'a>,
    twice: &'a RefCell<Vec<String>>,
}

impl Read<'_> {
    fn note(&self, place: &Place<'_>) {
        let mut twice = self.twice.borrow_mut();
        if twice.len() < MOST && twice.iter().map(String::len).sum::<usize>() < MOST_BYTES {
            let pointer = place.pointer();
            if !twice.contains(&pointer) {
                twice.push(pointer);
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Read<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<Value, D::Error> {
        text.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let place = Place::Nth(self.place, items.len());
            match list.next_element_seed(Read { place: &place, ..self })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let place = Place::Named(self.place, &name);
            let value = object.next_value_seed(Read { place: &place, ..self })?;
            if fields.contains_key(&name) {
                self.note(&place);
            }
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn everything_else_is_read_as_serde_json_reads_it() {
        for text in [
            "null",
            "[]",
            "{}",
            r#"{"a":{"a":1},"b":[{"a":true},{"a":false}],"c":-3,"d":1.5,"e":1e3,"f":18446744073709551615}"#,
            r#"["\u00e9\n","中文",""]"#,
            r#"{"":0," ":{}}"#,
        ] {
            let (value, twice) = read(text.as_bytes()).unwrap();
            assert_eq!(value, serde_json::from_str::<Value>(text).unwrap());
            assert_eq!(twice, Vec::<String>::new(), "{text}");
        }
        for text in ["", "{", "{}{}", "{\"a\"}", "nul", "1e999", "[1,]", "\"\u{1}\"", &"[".repeat(200)] {
            assert!(
                read(text.as_bytes()).is_none() && serde_json::from_str::<Value>(text).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn names_that_come_twice_are_told_wherever_they_stand() {
        let twice = |text: &str| read(text.as_bytes()).unwrap().1;
        assert_eq!(twice(r#"{"a":1,"b":2,"a":1}"#), ["/a"]);
        assert_eq!(twice(r#"{"a":1,"a":2,"a":3}"#), ["/a"], "once is enough");
        assert_eq!(twice(r#"{"a":1,"\u0061":1}"#), ["/a"], "however it is written");
        assert_eq!(
            twice(r#"{"x":[{},{"a/b":{"~":1,"~":2},"c":0,"c":0}],"x":0}"#),
            ["/x/1/a~1b/~0", "/x/1/c", "/x"]
        );
        let many: Vec<String> = (0..200).map(|n| format!(r#""{n}":0,"{n}":0"#)).collect();
        assert_eq!(twice(&format!("{{{}}}", many.join(","))).len(), MOST);
        let long = format!(r#"{{"{}":{{"a":0,"a":0,"b":0,"b":0}}}}"#, "k".repeat(2 * MOST_BYTES));
        assert_eq!(twice(&long).len(), 1);
    }
}
