//! The order in which the pages of a stack lie, where that is not the order of the letters.

use serde::{Deserialize, Serialize};

/// The order in which the pages of a stack were scanned, where that was not theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackOrder {
    /// The last page first 从后往前.
    Reversed,
    /// The odd pages apart from the even ones 单双页分开.
    Apart {
        /// Whether the even ones came first.
        even_first: bool,
        /// Whether the odd ones came last page first.
        odd_reversed: bool,
        /// Whether the even ones did.
        even_reversed: bool,
    },
}

/// The order in which a stack lies that is not in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum OrderFault {
    /// It was fed from its last page to its first 从后往前.
    Reversed,
    /// Its odd pages lie apart from the even ones 单双页分开.
    Apart,
}

impl StackOrder {
    /// The order as it is stored and sent.
    pub fn fault(self) -> OrderFault {
        match self {
            StackOrder::Reversed => OrderFault::Reversed,
            StackOrder::Apart { .. } => OrderFault::Apart,
        }
    }

    /// Every order but that of the scan.
    pub(super) fn all() -> impl Iterator<Item = StackOrder> {
        let apart = (0..8_u8).map(|bits| StackOrder::Apart {
            even_first: bits & 4 != 0,
            odd_reversed: bits & 2 != 0,
            even_reversed: bits & 1 != 0,
        });
        std::iter::once(StackOrder::Reversed).chain(apart)
    }

    /// The scanned pages in their own order.
    pub(super) fn applied<T>(self, scanned: Vec<T>) -> Vec<T> {
        let StackOrder::Apart { even_first, odd_reversed, even_reversed } = self else {
            return scanned.into_iter().rev().collect();
        };
        let (all, mut first) = (scanned.len(), scanned);
        let second = first.split_off(if even_first { all / 2 } else { all.div_ceil(2) });
        let (mut odd, mut even) = if even_first { (second, first) } else { (first, second) };
        if odd_reversed {
            odd.reverse();
        }
        if even_reversed {
            even.reverse();
        }
        let mut even = even.into_iter();
        odd.into_iter().flat_map(|page| std::iter::once(page).chain(even.next())).collect()
    }
}
