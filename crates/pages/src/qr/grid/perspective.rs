//! Perspective between modules of a code and pixels.

/// Perspective transform from modules to pixels.
#[derive(Clone, Copy)]
pub(super) struct Perspective([f32; 8]);

impl Perspective {
    /// Transform that maps four points to four others, or `None` if three of them lie on one line.
    pub(super) fn between(from: &[(f32, f32); 4], to: &[(f32, f32); 4]) -> Option<Self> {
        let mut rows = [[0f64; 9]; 8];
        for (at, ((u, v), (x, y))) in from.iter().zip(to).enumerate() {
            let (u, v, x, y) = (f64::from(*u), f64::from(*v), f64::from(*x), f64::from(*y));
            rows[at * 2] = [u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x];
            rows[at * 2 + 1] = [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y];
        }
        for column in 0..8 {
            let pivot =
                (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
            if rows[pivot][column].abs() < 1e-9 {
                return None;
            }
            rows.swap(column, pivot);
            let head = rows[column];
            for (at, row) in rows.iter_mut().enumerate() {
                if at != column {
                    let factor = row[column] / head[column];
                    for (value, above) in row.iter_mut().zip(&head) {
                        *value -= factor * above;
                    }
                }
            }
        }
        Some(Self(std::array::from_fn(|at| (rows[at][8] / rows[at][at]) as f32)))
    }

    pub(super) fn map(&self, u: f32, v: f32) -> (f32, f32) {
        let m = &self.0;
        let depth = m[6] * u + m[7] * v + 1.0;
        ((m[0] * u + m[1] * v + m[2]) / depth, (m[3] * u + m[4] * v + m[5]) / depth)
    }
}
