//! Parameters of stream filters (ISO 32000-1, 7.4).

use hayro::hayro_syntax::object::{Array, Dict, Object};

/// Largest size in bytes of a row of a predicted stream. The widest image, with four channels of two bytes,
/// stays below it.
const LINE: usize = 1 << 20;

/// Parameters of a stream's filters, one dictionary per filter that has any.
pub(super) fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let mut parameters = Vec::new();
    for key in ["DecodeParms", "DP"] {
        parameters.extend(dict.get::<Dict<'a>>(key));
        let array = dict.get::<Array<'a>>(key);
        parameters
            .extend(array.into_iter().flat_map(|all| all.iter::<Object<'a>>()).filter_map(Object::into_dict));
    }
    parameters
}

/// Whether the row sizes in a predictor's parameters are plausible.
pub(super) fn has_plausible_rows(dict: &Dict<'_>) -> bool {
    parameters(dict).iter().all(|parameters| {
        let colors = usize::from(parameters.get::<u8>("Colors").unwrap_or(1));
        let bits = usize::from(parameters.get::<u8>("BitsPerComponent").unwrap_or(8));
        let columns = parameters.get::<usize>("Columns").unwrap_or(1);
        let predicts = parameters.get::<u8>("Predictor").unwrap_or(1) > 1;
        !predicts
            || (columns > 0
                && colors > 0
                && colors * bits < 256
                && columns <= LINE / (colors * bits).div_ceil(8))
    })
}

/// Whether codes of LZW data become longer one code early.
pub(super) fn early(dict: &Dict<'_>) -> bool {
    parameters(dict).iter().all(|parameters| parameters.get::<u8>("EarlyChange").unwrap_or(1) != 0)
}
