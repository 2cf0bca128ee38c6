//! Page orders of a stack. A stack is the paper that was scanned as one scan batch. It may have been scanned in another order than that
//! of its letters.

use serde::{Deserialize, Serialize};

/// The order in which the pages of a stack were scanned, if it is not their own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackOrder {
    /// The last page came first 从后往前.
    Reversed,
    /// The odd pages lie apart from the even pages 单双页分开.
    Apart {
        /// True if the even pages came first.
        even_first: bool,
        /// True if the odd pages came in reverse order.
        odd_reversed: bool,
        /// True if the even pages came in reverse order.
        even_reversed: bool,
    },
}

/// The kind of a wrong page order, without its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum OrderFault {
    /// The stack was scanned from its last page to its first 从后往前.
    Reversed,
    /// The odd pages lie apart from the even pages 单双页分开.
    Apart,
}

impl StackOrder {
    /// Returns the kind of wrong page order, as lists and the API name it.
    pub fn fault(self) -> OrderFault {
        match self {
            StackOrder::Reversed => OrderFault::Reversed,
            StackOrder::Apart { .. } => OrderFault::Apart,
        }
    }

    /// Returns every order except the scanned one.
    pub(super) fn all() -> impl Iterator<Item = StackOrder> {
        let apart = (0..8_u8).map(|bits| StackOrder::Apart {
            even_first: bits & 4 != 0,
            odd_reversed: bits & 2 != 0,
            even_reversed: bits & 1 != 0,
        });
        std::iter::once(StackOrder::Reversed).chain(apart)
    }

    /// Puts scanned pages into their own order.
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
