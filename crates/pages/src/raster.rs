//! Pixels in memory: eight bits a channel, gray or red-green-blue.

/// A picture.
#[derive(Clone)]
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// One or three.
    pub(crate) channels: usize,
    pub(crate) data: Vec<u8>,
}

impl Raster {
    pub(crate) fn new(width: usize, height: usize, channels: usize, data: Vec<u8>) -> Option<Self> {
        let right = width > 0 && height > 0 && data.len() == width * height * channels;
        right.then_some(Self { width, height, channels, data })
    }

    /// The longer side.
    pub(crate) fn longest(&self) -> usize {
        self.width.max(self.height)
    }

    /// Each pixel the mean of a square of them; what does not fill a square at the right and the bottom is left out.
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
                data.extend(upper.chunks_exact(2).zip(lower.chunks_exact(2)).map(|(up, low)| {
                    ((u16::from(up[0]) + u16::from(up[1]) + u16::from(low[0]) + u16::from(low[1]) + 2) / 4)
                        as u8
                }));
            }
        } else {
            let mut sums = vec![0u32; width * self.channels];
            let area = (factor * factor) as u32;
            for block in self.data.chunks_exact(stride * factor) {
                sums.fill(0);
                for row in block.chunks_exact(stride) {
                    let squares = row.chunks_exact(factor * self.channels);
                    for (sum, square) in sums.chunks_exact_mut(self.channels).zip(squares) {
                        for pixel in square.chunks_exact(self.channels) {
                            for (total, &value) in sum.iter_mut().zip(pixel) {
                                *total += u32::from(value);
                            }
                        }
                    }
                }
                data.extend(sums.iter().map(|&sum| ((sum + area / 2) / area) as u8));
            }
        }
        Self { width, height, channels: self.channels, data }
    }

    /// Without its colours.
    pub(crate) fn gray(&self) -> Self {
        if self.channels == 1 {
            return self.clone();
        }
        let data = self.data.chunks_exact(3).map(luma).collect();
        Self { width: self.width, height: self.height, channels: 1, data }
    }

    /// Whether there is colour that matters: a red seal does, the tint of a lamp does not.
    pub(crate) fn colourful(&self) -> bool {
        if self.channels == 1 {
            return false;
        }
        // Tint: the mean by which red and blue differ from green.
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

    /// As much of the picture, turned clockwise by `degrees` about its middle and scaled, as a canvas takes that
    /// holds all of it; what was not in the picture is white. Its longest side is at most `longest`.
    pub(crate) fn turned(&self, degrees: f32, longest: usize) -> Self {
        let (sin, cos) = snapped(degrees);
        let (width, height) = (self.width as f32, self.height as f32);
        let wide = width * cos.abs() + height * sin.abs();
        let high = width * sin.abs() + height * cos.abs();
        let scale = (longest as f32 / wide.max(high)).min(1.0);
        let out_width = ((wide * scale).round() as usize).clamp(1, longest);
        let out_height = ((high * scale).round() as usize).clamp(1, longest);
        if sin == 0.0 && cos == 1.0 && scale == 1.0 {
            return self.clone();
        }
        // A pixel of the canvas steps by this through the picture.
        let (step_x, step_y) = (cos / scale, -sin / scale);
        let mut data = Vec::with_capacity(out_width * out_height * self.channels);
        for row in 0..out_height {
            let (u, v) = (0.5 - out_width as f32 / 2.0, row as f32 + 0.5 - out_height as f32 / 2.0);
            let x = (u * cos + v * sin) / scale + width / 2.0 - 0.5;
            let y = (-u * sin + v * cos) / scale + height / 2.0 - 0.5;
            self.line((x, y), (step_x, step_y), out_width, &mut data);
        }
        Self { width: out_width, height: out_height, channels: self.channels, data }
    }

    /// Reads pixels along a line, between pixels.
    fn line(&self, from: (f32, f32), step: (f32, f32), many: usize, out: &mut Vec<u8>) {
        // The part of the line for which all four neighbours are in the picture.
        let inside = |start: f32, step: f32, limit: f32| -> (f32, f32) {
            // Half a pixel beyond the edge still takes the edge's pixel.
            let (low, high) = (-0.5, limit - 0.5);
            if step.abs() < 1e-9 {
                return if start >= low && start <= high { (0.0, many as f32) } else { (0.0, 0.0) };
            }
            let (a, b) = ((low - start) / step, (high - start) / step);
            (a.min(b), a.max(b))
        };
        let across = inside(from.0, step.0, self.width as f32);
        let down = inside(from.1, step.1, self.height as f32);
        let first = across.0.max(down.0).ceil().clamp(0.0, many as f32) as usize;
        let last = (across.1.min(down.1).floor() + 1.0).clamp(first as f32, many as f32) as usize;
        let white = 255u8;
        out.resize(out.len() + first * self.channels, white);
        const ONE: f32 = 65536.0;
        let mut x = ((from.0 + step.0 * first as f32) * ONE) as i64;
        let mut y = ((from.1 + step.1 * first as f32) * ONE) as i64;
        let (step_x, step_y) = ((step.0 * ONE) as i64, (step.1 * ONE) as i64);
        let (limit_x, limit_y) = (((self.width - 1) as i64) << 16, ((self.height - 1) as i64) << 16);
        let stride = self.width * self.channels;
        for _ in first..last {
            let (cx, cy) = (x.clamp(0, limit_x), y.clamp(0, limit_y));
            let (left, top) = ((cx >> 16) as usize, (cy >> 16) as usize);
            let (fx, fy) = (((cx >> 8) & 255) as u32, ((cy >> 8) & 255) as u32);
            let right = if left + 1 < self.width { self.channels } else { 0 };
            let below = if top + 1 < self.height { stride } else { 0 };
            let at = top * stride + left * self.channels;
            for channel in at..at + self.channels {
                let value = |place: usize| u32::from(self.data[place]);
                let upper = value(channel) * (256 - fx) + value(channel + right) * fx;
                let lower = value(channel + below) * (256 - fx) + value(channel + below + right) * fx;
                out.push(((upper * (256 - fy) + lower * fy + 0x8000) >> 16) as u8);
            }
            x += step_x;
            y += step_y;
        }
        out.resize(out.len() + (many - last) * self.channels, white);
    }
}

/// The brightness of a pixel.
fn luma(pixel: &[u8]) -> u8 {
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
