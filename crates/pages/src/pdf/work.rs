//! Number of instruction bytes read to draw a page. A form is read each time it is drawn, and forms may draw
//! forms.

use crate::Unreadable;
use hayro::hayro_syntax::{
    content::UntypedIter,
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream},
    page::{Page, Resources},
};
use std::collections::HashMap;

/// Largest number of instruction bytes for a page.
const WORK: u64 = 96 << 20;
/// Cost of placing an image, apart from its pixels.
const IMAGE: u64 = 2 << 10;
/// Deepest nesting of forms.
const DEPTH: usize = 24;

/// Counter of instruction bytes.
pub(super) struct Work {
    /// Size of the longest shading, which is read each time it is named.
    shading: u64,
    /// Cost per form and source of its resources. `None` marks a form that is being counted: reaching it
    /// again is a cycle.
    known: HashMap<(ObjectIdentifier, usize), Option<u64>>,
    /// Forms that are being counted.
    open: Vec<ObjectIdentifier>,
}

impl Work {
    pub(super) fn new(shading: usize) -> Self {
        Self { shading: shading as u64, known: HashMap::new(), open: Vec::new() }
    }

    pub(super) fn page<'a>(&mut self, page: &Page<'a>) -> Result<(), Unreadable> {
        let mut total = self.content(page.page_stream().unwrap_or_default(), page.resources(), 0)?;
        for annotation in page.raw().get::<Array<'a>>("Annots").iter().flat_map(|all| all.iter::<Dict<'a>>())
        {
            let Some(shown) = annotation.get::<Dict<'a>>("AP").and_then(|shown| shown.get::<Object<'a>>("N"))
            else {
                continue;
            };
            total += match shown {
                Object::Stream(stream) => self.form(&stream, page.resources(), 0)?,
                Object::Dict(states) => {
                    let mut most = 0;
                    for key in states.keys() {
                        if let Some(state) = states.get::<Stream<'a>>(&key) {
                            most = most.max(self.form(&state, page.resources(), 0)?);
                        }
                    }
                    most
                }
                _ => 0,
            };
            within(total)?;
        }
        Ok(())
    }

    fn content<'a>(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        depth: usize,
    ) -> Result<u64, Unreadable> {
        if depth > DEPTH {
            return Err(Unreadable::Expands);
        }
        let mut total = content.len() as u64;
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            let operator = instruction.operator.as_ref();
            if !matches!(operator, b"Do" | b"gs" | b"sh" | b"scn" | b"SCN") {
                continue;
            }
            let Some(name) = instruction.operands().filter_map(|operand| operand.clone().into_name()).last()
            else {
                continue;
            };
            total += match operator {
                b"Do" => {
                    // The parser omits a form inside itself, which no author intends.
                    let named = resources.x_objects.get_ref(&name).map(ObjectIdentifier::from);
                    if named.is_some_and(|named| self.open.contains(&named)) {
                        return Err(Unreadable::Damaged);
                    }
                    match resources.get_x_object(&name) {
                        Some(stream) => self.form(&stream, resources, depth)?,
                        // The parser silently omits a picture with a missing object.
                        None if named.is_some() => return Err(Unreadable::Damaged),
                        None => 0,
                    }
                }
                b"gs" => {
                    let mask =
                        resources.get_ext_g_state(&name).and_then(|state| state.get::<Dict<'a>>("SMask"));
                    match mask.and_then(|mask| mask.get::<Stream<'a>>("G")) {
                        Some(group) => self.form(&group, resources, depth)?,
                        None => 0,
                    }
                }
                b"sh" => self.shading,
                _ => match resources.get_pattern(&name) {
                    Some(Object::Stream(tile)) => self.form(&tile, resources, depth)?,
                    Some(_) => self.shading,
                    None => 0,
                },
            };
            within(total)?;
        }
        within(total)?;
        Ok(total)
    }

    fn form<'a>(
        &mut self,
        stream: &Stream<'a>,
        outer: &Resources<'a>,
        depth: usize,
    ) -> Result<u64, Unreadable> {
        let dict = stream.dict();
        if dict.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_ref() == b"Image") {
            // A stream with a wrong length is searched to its end.
            return Ok(IMAGE + stream.raw_data().len() as u64 / 16);
        }
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        // A form without resources uses those of the content that draws it.
        let names = match &own {
            Some(_) => 0,
            None => {
                outer.x_objects.data().as_ptr().addr()
                    ^ outer.ext_g_states.data().as_ptr().addr().rotate_left(32)
            }
        };
        let key = (stream.obj_id(), names);
        match self.known.get(&key) {
            Some(Some(cost)) => return Ok(*cost),
            // A cycle of forms never ends.
            Some(None) => return Err(Unreadable::Damaged),
            None => {}
        }
        self.known.insert(key, None);
        self.open.push(key.0);
        let content = stream.decoded_data().unwrap_or_default();
        let cost = self.content(&content, own.as_ref().unwrap_or(outer), depth + 1)?;
        self.open.pop();
        self.known.insert(key, Some(cost));
        Ok(cost)
    }
}

fn within(total: u64) -> Result<(), Unreadable> {
    if total > WORK { Err(Unreadable::Expands) } else { Ok(()) }
}
