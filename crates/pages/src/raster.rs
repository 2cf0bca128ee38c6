//! Pixels in memory: eight bits per channel, gray or RGB.

/// Longest side in pixels of the working picture: A4 at about 340 dpi. A higher resolution adds no
/// information.
pub(crate) const WORKED: usize = 4000;

/// Width of a dot divided by its height, from the resolutions across and down. Returns 1 for equal
/// resolutions and for ratios that no machine writes.
pub(crate) fn aspect(across: f32, down: f32) -> f32 {
    let aspect = across / down;
    let told = aspect.is_finite() && (0.2..=5.0).contains(&aspect);
    if told && (aspect - 1.0).abs() > 0.03 { aspect } else { 1.0 }
}

/// Factor by which a picture of this size is reduced to working size. `aspect` is the width of a dot divided
/// by its height.
pub(crate) fn factor(width: usize, height: usize, aspect: f32) -> usize {
    // Dots that are not square are merged along the denser direction.
    let (wide, high) = (width as f32 / aspect.max(1.0), height as f32 * aspect.min(1.0));
    (wide.max(high).ceil() as usize).div_ceil(WORKED).max(1)
}

/// Builder that takes a picture row by row and reduces it on the way.
pub(crate) struct Rows {
    width: usize,
    height: usize,
    channels: usize,
    factor: usize,
    /// Sums of the rows for the next row of the reduced picture, and the number of rows summed.
    sums: Vec<u32>,
    held: usize,
    data: Vec<u8>,
}

impl Rows {
    pub(crate) fn new(width: usize, height: usize, channels: usize, aspect: f32) -> Self {
        let factor = factor(width, height, aspect);
        let factor = if width < factor || height < factor { 1 } else { factor };
        Self {
            width,
            height,
            channels,
            factor,
            sums: vec![0; if factor > 1 { width / factor * channels } else { 0 }],
            held: 0,
            data: Vec::with_capacity((width / factor) * (height / factor) * channels),
        }
    }

    /// Factor of the reduction.
    pub(crate) fn factor(&self) -> usize {
        self.factor
    }

    /// Takes the next row. An incomplete square at the right or the bottom is dropped.
    pub(crate) fn push(&mut self, row: &[u8]) {
        if self.factor == 1 {
            self.data.extend_from_slice(row);
            return;
        }
        add(&mut self.sums, row, self.factor, self.channels);
        self.held += 1;
        if self.held == self.factor {
            mean(&mut self.sums, self.factor, &mut self.data);
            self.held = 0;
        }
    }

    /// The picture, or `None` if rows are missing.
    pub(crate) fn finish(self) -> Option<Raster> {
        Raster::new(self.width / self.factor, self.height / self.factor, self.channels, self.data)
    }
}

/// Adds a row to the sums, `factor` pixels to each.
fn add(sums: &mut [u32], row: &[u8], factor: usize, channels: usize) {
    for (sum, square) in sums.chunks_exact_mut(channels).zip(row.chunks_exact(factor * channels)) {
        for pixel in square.chunks_exact(channels) {
            for (total, &value) in sum.iter_mut().zip(pixel) {
                *total += u32::from(value);
            }
        }
    }
}

/// Appends the mean of each square to `data`, and resets the sums.
fn mean(sums: &mut [u32], factor: usize, data: &mut Vec<u8>) {
    let area = (factor * factor) as u32;
    data.extend(sums.iter().map(|&sum| ((sum + area / 2) / area) as u8));
    sums.fill(0);
}

/// Picture in memory, row by row.
#[derive(Clone)]
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// 1 for gray, 3 for RGB.
    pub(crate) channels: usize,
    pub(crate) data: Vec<u8>,
}

impl Raster {
    pub(crate) fn new(width: usize, height: usize, channels: usize, data: Vec<u8>) -> Option<Self> {
        let right = width > 0 && height > 0 && data.len() == width * height * channels;
        right.then_some(Self { width, height, channels, data })
    }

    /// Longer side in pixels.
    pub(crate) fn longest(&self) -> usize {
        self.width.max(self.height)
    }

    /// Reduces both sides by `factor`; each pixel is the mean of a square. An incomplete square at the right
    /// or the bottom is dropped.
    pub(crate) fn reduced(&self, factor: usize) -> Self {
        if factor <= 1 || self.width < factor || self.height < factor {
            return self.clone();
        }
        let (width, height) = (self.width / factor, self.height / factor);
        let mut data = Vec::with_capacity(width * height * self.channels);
        let stride = self.width * self.channels;
        if factor == 2 && self.channels == 1 {
            for pair in self.data.chunks_exact(stride * 2) {
                let (upper, lower) = pair.split_at(stride);
                data.extend(upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0).map(
                    |(up, low)| {
                        ((u16::from(up[0]) + u16::from(up[1]) + u16::from(low[0]) + u16::from(low[1]) + 2)
                            / 4) as u8
                    },
                ));
            }
        } else if factor == 2 {
            data.resize(width * height * 3, 0);
            for (out, pair) in data.chunks_exact_mut(width * 3).zip(self.data.chunks_exact(stride * 2)) {
                let (upper, lower) = pair.split_at(stride);
                let squares = upper.as_chunks::<6>().0.iter().zip(lower.as_chunks::<6>().0);
                for (pixel, (up, low)) in out.as_chunks_mut::<3>().0.iter_mut().zip(squares) {
                    let mean = |at: usize| {
                        let sum = u16::from(up[at])
                            + u16::from(up[at + 3])
                            + u16::from(low[at])
                            + u16::from(low[at + 3]);
                        ((sum + 2) / 4) as u8
                    };
                    *pixel = [mean(0), mean(1), mean(2)];
                }
            }
        } else {
            let mut sums = vec![0u32; width * self.channels];
            for block in self.data.chunks_exact(stride * factor) {
                block.chunks_exact(stride).for_each(|row| add(&mut sums, row, factor, self.channels));
                mean(&mut sums, factor, &mut data);
            }
        }
        Self { width, height, channels: self.channels, data }
    }

    /// Mirrors from left to right.
    pub(crate) fn mirror(&mut self) {
        let channels = self.channels;
        for row in self.data.chunks_exact_mut(self.width * channels) {
            let (mut left, mut right) = (0, row.len() - channels);
            while left < right {
                for channel in 0..channels {
                    row.swap(left + channel, right + channel);
                }
                left += channels;
                right -= channels;
            }
        }
    }

    /// Gray copy, by brightness.
    pub(crate) fn gray(&self) -> Self {
        if self.channels == 1 {
            return self.clone();
        }
        let mut data = vec![0u8; self.width * self.height];
        for (gray, pixel) in data.iter_mut().zip(self.data.as_chunks::<3>().0) {
            *gray = luma(pixel);
        }
        Self { width: self.width, height: self.height, channels: 1, data }
    }

    /// Copy with tones stretched to the full range, from the tones of its paper and ink.
    pub(crate) fn stretched(&self, paper: u8, ink: u8) -> Self {
        let (paper, ink) = (i32::from(paper), i32::from(ink));
        let tones: [u8; 256] = std::array::from_fn(|tone| {
            ((tone as i32 - ink) * 200 / (paper - ink).max(1) + 40).clamp(0, 255) as u8
        });
        Self { data: self.data.iter().map(|value| tones[usize::from(*value)]).collect(), ..*self }
    }

    /// Gray copy of the brightest channel of each pixel.
    pub(crate) fn brightest(&self) -> Self {
        let data = self
            .data
            .chunks_exact(self.channels)
            .map(|pixel| pixel.iter().copied().max().unwrap_or(0))
            .collect();
        Self { width: self.width, height: self.height, channels: 1, data }
    }

    /// Whether the picture has colour that matters: a red seal does, the tint of a lamp does not.
    pub(crate) fn colourful(&self) -> bool {
        if self.channels == 1 {
            return false;
        }
        // The tint is the mean difference of red and of blue from green.
        let (mut red, mut blue, mut many) = (0i64, 0i64, 0i64);
        let step = 3 * 7;
        for pixel in self.data.chunks_exact(step) {
            red += i64::from(pixel[0]) - i64::from(pixel[1]);
            blue += i64::from(pixel[2]) - i64::from(pixel[1]);
            many += 1;
        }
        let (red, blue) = ((red / many.max(1)) as i32, (blue / many.max(1)) as i32);
        let strange = self
            .data
            .chunks_exact(step)
            .filter(|pixel| {
                let (r, g, b) = (i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2]));
                (r - g - red).abs().max((b - g - blue).abs()) > 36
            })
            .count() as i64;
        strange * 2000 > many
    }

    /// Copy turned clockwise by `degrees` about its centre, on a white canvas that holds all of it. The
    /// picture is scaled down until the canvas is at most `longest` pixels long.
    pub(crate) fn turned(&self, degrees: f32, longest: usize) -> Self {
        let (sin, cos) = snapped(degrees);
        let (width, height) = (self.width as f32, self.height as f32);
        let wide = width * cos.abs() + height * sin.abs();
        let high = width * sin.abs() + height * cos.abs();
        let scale = (longest as f32 / wide.max(high)).min(1.0);
        let out_width = ((wide * scale).round() as usize).clamp(1, longest);
        let out_height = ((high * scale).round() as usize).clamp(1, longest);
        if sin == 0.0 && cos == 1.0 {
            return self.resized(out_width, out_height);
        }
        let canvas = Canvas { width: out_width, height: out_height, sin, cos, scale };
        match self.channels {
            1 => self.onto::<1>(&canvas),
            _ => self.onto::<3>(&canvas),
        }
    }

    /// Corrects the proportion of a picture with dots `aspect` times wider than high. One side is enlarged,
    /// or the other side is reduced where enlarging would exceed [`WORKED`].
    pub(crate) fn proportioned(self, aspect: f32) -> Self {
        if aspect == 1.0 {
            return self;
        }
        let (width, height) = (self.width as f32, self.height as f32);
        let (wide, high) = (width / aspect.min(1.0), height * aspect.max(1.0));
        let (wide, high) = if wide.max(high) <= WORKED as f32 {
            (wide, high)
        } else {
            (width / aspect.max(1.0), height * aspect.min(1.0))
        };
        self.resized((wide.round() as usize).max(1), (high.round() as usize).max(1))
    }

    /// Copy of this size, with bilinear interpolation: rows first, then columns.
    fn resized(&self, width: usize, height: usize) -> Self {
        let stride = self.width * self.channels;
        let places = |many: usize, of: usize| -> Vec<(usize, u16)> {
            let step = of as f32 / many as f32;
            (0..many)
                .map(|at| {
                    let place = ((at as f32 + 0.5) * step - 0.5).clamp(0.0, (of - 1) as f32);
                    (place as usize, (place.fract() * 256.0) as u16)
                })
                .collect()
        };
        let columns = places(width, self.width);
        let mut row = vec![0u8; stride + self.channels];
        let mut data = Vec::with_capacity(width * height * self.channels);
        for (top, share) in places(height, self.height) {
            let upper = &self.data[top * stride..(top + 1) * stride];
            let below = (top + 1).min(self.height - 1);
            let lower = &self.data[below * stride..(below + 1) * stride];
            for ((mixed, &up), &low) in row.iter_mut().zip(upper).zip(lower) {
                *mixed = ((u16::from(up) * (256 - share) + u16::from(low) * share) >> 8) as u8;
            }
            // The last pixel is repeated to give it a neighbour.
            row.copy_within(stride - self.channels..stride, stride);
            let mix = |at: usize, next: usize, share: u16| {
                ((u16::from(row[at]) * (256 - share) + u16::from(row[next]) * share) >> 8) as u8
            };
            let begin = data.len();
            data.resize(begin + width * self.channels, 0);
            let out = &mut data[begin..];
            if self.channels == 1 {
                for (value, &(left, share)) in out.iter_mut().zip(&columns) {
                    *value = mix(left, left + 1, share);
                }
            } else {
                for (pixel, &(left, share)) in out.as_chunks_mut::<3>().0.iter_mut().zip(&columns) {
                    let Some(two) = row[left * 3..].first_chunk::<6>() else { continue };
                    let mix = |at: usize| {
                        ((u16::from(two[at]) * (256 - share) + u16::from(two[at + 3]) * share) >> 8) as u8
                    };
                    *pixel = [mix(0), mix(1), mix(2)];
                }
            }
        }
        Self { width, height, channels: self.channels, data }
    }

    /// Draws onto a canvas with bilinear interpolation.
    fn onto<const CHANNELS: usize>(&self, canvas: &Canvas) -> Self {
        let &Canvas { width, height, sin, cos, scale } = canvas;
        // Step through the picture for one pixel of the canvas.
        let step = (cos / scale, -sin / scale);
        let mut data = vec![255u8; width * height * CHANNELS];
        for (row, out) in data.chunks_exact_mut(width * CHANNELS).enumerate() {
            let (u, v) = (0.5 - width as f32 / 2.0, row as f32 + 0.5 - height as f32 / 2.0);
            let x = (u * cos + v * sin) / scale + self.width as f32 / 2.0 - 0.5;
            let y = (-u * sin + v * cos) / scale + self.height as f32 / 2.0 - 0.5;
            // A point up to half a pixel outside the picture still takes the pixel at the edge.
            let edge = |limit: usize| (-0.5, limit as f32 - 0.5);
            let (first, last) = within((x, y), step, width, edge(self.width), edge(self.height));
            // All four neighbours exist in this range. A tenth of a pixel covers the rounding of steps.
            let all = |limit: usize| (0.1, limit as f32 - 1.1);
            let (from, to) = within((x, y), step, width, all(self.width), all(self.height));
            let (from, to) = (from.clamp(first, last), to.clamp(first, last));
            let (from, to) = if from < to { (from, to) } else { (last, last) };
            self.line::<CHANNELS, false>((x, y), step, first..from, out);
            self.line::<CHANNELS, true>((x, y), step, from..to, out);
            self.line::<CHANNELS, false>((x, y), step, to..last, out);
        }
        Self { width, height, channels: CHANNELS, data }
    }

    /// Interpolates the pixels of one line.
    fn line<const CHANNELS: usize, const INSIDE: bool>(
        &self,
        from: (f32, f32),
        step: (f32, f32),
        span: std::ops::Range<usize>,
        out: &mut [u8],
    ) {
        const ONE: f32 = 65536.0;
        let start = span.start as f32;
        let mut x = ((from.0 + step.0 * start) * ONE) as i32;
        let mut y = ((from.1 + step.1 * start) * ONE) as i32;
        let (step_x, step_y) = ((step.0 * ONE) as i32, (step.1 * ONE) as i32);
        let (limit_x, limit_y) = (((self.width - 1) as i32) << 16, ((self.height - 1) as i32) << 16);
        let stride = self.width * CHANNELS;
        for pixel in out[span.start * CHANNELS..span.end * CHANNELS].chunks_exact_mut(CHANNELS) {
            let (cx, cy) = if INSIDE { (x, y) } else { (x.clamp(0, limit_x), y.clamp(0, limit_y)) };
            let (left, top) = ((cx >> 16) as usize, (cy >> 16) as usize);
            let (fx, fy) = (((cx >> 8) & 255) as u32, ((cy >> 8) & 255) as u32);
            let right = if INSIDE || left + 1 < self.width { CHANNELS } else { 0 };
            let below = if INSIDE || top + 1 < self.height { stride } else { 0 };
            let at = top * stride + left * CHANNELS;
            let (Some(upper), Some(lower)) = (
                self.data.get(at..at + right + CHANNELS),
                self.data.get(at + below..at + below + right + CHANNELS),
            ) else {
                continue;
            };
            for (channel, value) in pixel.iter_mut().enumerate() {
                let mix =
                    |row: &[u8]| u32::from(row[channel]) * (256 - fx) + u32::from(row[channel + right]) * fx;
                *value = ((mix(upper) * (256 - fy) + mix(lower) * fy + 0x8000) >> 16) as u8;
            }
            x += step_x;
            y += step_y;
        }
    }
}

/// Target of a rotation: size in pixels, rotation and scale.
struct Canvas {
    width: usize,
    height: usize,
    sin: f32,
    cos: f32,
    scale: f32,
}

/// Range of steps along a line that stay between the given edges across and down.
fn within(
    start: (f32, f32),
    step: (f32, f32),
    many: usize,
    across: (f32, f32),
    down: (f32, f32),
) -> (usize, usize) {
    let part = |start: f32, step: f32, (low, high): (f32, f32)| -> (f32, f32) {
        if step.abs() < 1e-9 {
            return if start >= low && start <= high { (0.0, many as f32) } else { (1.0, -1.0) };
        }
        let (a, b) = ((low - start) / step, (high - start) / step);
        (a.min(b), a.max(b))
    };
    let (a, b) = (part(start.0, step.0, across), part(start.1, step.1, down));
    let first = a.0.max(b.0).ceil().clamp(0.0, many as f32) as usize;
    let last = (a.1.min(b.1).floor() + 1.0).clamp(0.0, many as f32) as usize;
    (first, last.max(first))
}

/// Brightness of a pixel (ITU-R BT.601 weights).
fn luma(pixel: &[u8; 3]) -> u8 {
    ((u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 150 + u32::from(pixel[2]) * 29 + 128) >> 8) as u8
}

/// Sine and cosine, exact for quarter turns.
fn snapped(degrees: f32) -> (f32, f32) {
    let quarter = (degrees / 90.0).round();
    if (degrees - quarter * 90.0).abs() < 1e-3 {
        return match (quarter as i64).rem_euclid(4) {
            0 => (0.0, 1.0),
            1 => (1.0, 0.0),
            2 => (0.0, -1.0),
            _ => (-1.0, 0.0),
        };
    }
    degrees.to_radians().sin_cos()
}
