//! Local thresholds that split a picture into dark and light.

use crate::raster::Raster;

/// Picture in two tones, with its thresholds.
pub(crate) struct Binary {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// 1 for dark, 0 for light.
    pub(crate) dark: Vec<u8>,
    cell: usize,
    across: usize,
    down: usize,
    /// Threshold of each cell: darker pixels count as dark.
    threshold: Vec<u8>,
}

impl Binary {
    /// Returns `None` if the picture is too small to hold a code.
    pub(crate) fn of(gray: &Raster) -> Option<Self> {
        // Three cells are wider than a finder pattern of a form's code, and therefore always cover both
        // tones.
        let cell = (gray.longest() / 110).max(8);
        let (width, height) = (gray.width, gray.height);
        let (across, down) = (width / cell, height / cell);
        if across < 3 || down < 3 {
            return None;
        }
        let mut low = vec![255u8; across * down];
        let mut high = vec![0u8; across * down];
        for (y, row) in gray.data.chunks_exact(width).enumerate() {
            // Every second row is enough to measure a cell's range.
            if y % 2 == 1 {
                continue;
            }
            let line = (y / cell).min(down - 1) * across;
            for (place, run) in row.chunks_exact(cell).take(across).enumerate() {
                let (mut least, mut most) = (255u8, 0u8);
                for &value in run {
                    least = least.min(value);
                    most = most.max(value);
                }
                let at = line + place;
                low[at] = low[at].min(least);
                high[at] = high[at].max(most);
            }
        }
        let mut threshold = vec![0u8; across * down];
        for cy in 0..down {
            for cx in 0..across {
                let (mut least, mut most) = (255u8, 0u8);
                for y in cy.saturating_sub(1)..(cy + 2).min(down) {
                    for x in cx.saturating_sub(1)..(cx + 2).min(across) {
                        least = least.min(low[y * across + x]);
                        most = most.max(high[y * across + x]);
                    }
                }
                // The grain of plain paper has a range too, but no pixel of it is dark.
                let range = most - least;
                let enough = u16::from(range) * 5 > u16::from(most) && range > 16;
                threshold[cy * across + cx] =
                    if enough { ((u16::from(least) + u16::from(most)) / 2) as u8 } else { 0 };
            }
        }
        let mut dark = Vec::with_capacity(width * height);
        let mut limits = vec![0u8; width];
        for (y, row) in gray.data.chunks_exact(width).enumerate() {
            if y % cell == 0 {
                let line = (y / cell).min(down - 1) * across;
                for (x, run) in limits.chunks_mut(cell).enumerate() {
                    run.fill(threshold[line + x.min(across - 1)]);
                }
            }
            dark.extend(row.iter().zip(&limits).map(|(&value, &limit)| u8::from(value < limit)));
        }
        Some(Self { width, height, dark, cell, across, down, threshold })
    }

    /// Threshold at this position.
    pub(crate) fn threshold(&self, x: f32, y: f32) -> u8 {
        let (cx, cy) = (
            (x.max(0.0) as usize / self.cell).min(self.across - 1),
            (y.max(0.0) as usize / self.cell).min(self.down - 1),
        );
        self.threshold[cy * self.across + cx]
    }

    /// Whether a pixel is dark. Pixels outside the picture are light.
    pub(crate) fn is_dark(&self, x: i64, y: i64) -> bool {
        x >= 0
            && y >= 0
            && (x as usize) < self.width
            && (y as usize) < self.height
            && self.dark[y as usize * self.width + x as usize] == 1
    }
}
