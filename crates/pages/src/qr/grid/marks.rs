//! Fixed marks of a code.

/// Modules with a tone that the standard fixes for every code of a size: finder patterns with their
/// separators, timing patterns and alignment pattern (ISO/IEC 18004, 6.3). Each is a position in modules and
/// whether it is dark.
pub(super) struct Marks {
    /// Marks of the three finder patterns, then of the timing patterns, then of the alignment pattern.
    pub(super) all: Vec<(f32, f32, bool)>,
    /// Number of marks before those of the alignment pattern.
    near: usize,
}

/// Number of marks of a finder pattern with its separator.
const FINDER: usize = 64;

impl Marks {
    pub(super) fn of(size: usize) -> Self {
        let mut all = Vec::new();
        let middle = |at: usize| at as f32 + 0.5;
        for corner in 0..3 {
            for y in 0..8 {
                for x in 0..8 {
                    let ring = if x == 7 || y == 7 {
                        false
                    } else {
                        let away = (x as i32 - 3).abs().max((y as i32 - 3).abs());
                        away != 2
                    };
                    let (x, y) = (middle(x), middle(y));
                    all.push(match corner {
                        0 => (x, y, ring),
                        1 => (size as f32 - x, y, ring),
                        _ => (x, size as f32 - y, ring),
                    });
                }
            }
        }
        for at in 8..size - 8 {
            all.push((middle(at), 6.5, at % 2 == 0));
            all.push((6.5, middle(at), at % 2 == 0));
        }
        let near = all.len();
        if size > 21 {
            for y in 0..5usize {
                for x in 0..5usize {
                    let away = x.abs_diff(2).max(y.abs_diff(2));
                    all.push((middle(size - 9 + x), middle(size - 9 + y), away != 1));
                }
            }
        }
        Self { all, near }
    }

    /// Marks of the finder and timing patterns.
    pub(super) fn near(&self) -> &[(f32, f32, bool)] {
        &self.all[..self.near]
    }

    /// Marks of the alignment pattern, near the corner that has no finder pattern.
    pub(super) fn far(&self) -> &[(f32, f32, bool)] {
        &self.all[self.near..]
    }

    /// Marks of one finder pattern.
    pub(super) fn finder(&self, corner: usize) -> &[(f32, f32, bool)] {
        &self.all[corner * FINDER..(corner + 1) * FINDER]
    }

    /// Marks of the timing patterns.
    pub(super) fn timing(&self) -> &[(f32, f32, bool)] {
        &self.all[3 * FINDER..self.near]
    }
}
