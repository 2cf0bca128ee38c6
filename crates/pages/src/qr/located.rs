//! Position of a code on a picture.

/// Position of a code: its corners in pixels, clockwise from the top left of the upright code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located {
    pub(crate) corners: [(f32, f32); 4],
    /// Number of modules on a side.
    pub(crate) modules: usize,
}

impl Located {
    pub(crate) fn scaled(self, scale: f32) -> Self {
        Self { corners: self.corners.map(|(x, y)| (x * scale, y * scale)), ..self }
    }

    pub(crate) fn middle(&self) -> (f32, f32) {
        let sum = self.corners.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        (sum.0 / 4.0, sum.1 / 4.0)
    }

    /// Lengths of the sides in pixels, clockwise from the top.
    pub(crate) fn sides(&self) -> [f32; 4] {
        std::array::from_fn(|side| {
            let (from, to) = (self.corners[side], self.corners[(side + 1) % 4]);
            (to.0 - from.0).hypot(to.1 - from.1)
        })
    }

    /// Mean length of the sides in pixels.
    pub(crate) fn side(&self) -> f32 {
        self.sides().iter().sum::<f32>() / 4.0
    }

    /// Degrees clockwise from upright.
    pub(crate) fn turn(&self) -> f32 {
        let [a, b, c, d] = self.corners;
        let (x, y) = (b.0 - a.0 + c.0 - d.0, b.1 - a.1 + c.1 - d.1);
        y.atan2(x).to_degrees()
    }
}
