//! The sRGB colour profile, written from the constants of the standard (ICC v2, matrix and curve), so
//! that no third party's profile and licence is needed.

/// Steps of the tone curve.
const STEPS: u32 = 1024;

/// A tag: its signature and its data.
type Tag = ([u8; 4], Vec<u8>);

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let tags: Vec<Tag> = vec![
        (*b"desc", description("sRGB IEC61966-2.1")),
        (*b"cprt", text("Public domain")),
        (*b"wtpt", xyz([0.95045, 1.0, 1.08905])),
        // The primaries, adapted to D50 (Bradford).
        (*b"rXYZ", xyz([0.43607, 0.22249, 0.01392])),
        (*b"gXYZ", xyz([0.38515, 0.71687, 0.09708])),
        (*b"bXYZ", xyz([0.14307, 0.06061, 0.71410])),
        (*b"rTRC", curve()),
    ];
    // The three colours share one curve.
    let count = tags.len() + 2;
    let mut profile = vec![0; 128];
    profile.extend((count as u32).to_be_bytes());
    let mut body = Vec::new();
    let mut offset = 128 + 4 + 12 * count;
    for (signature, data) in &tags {
        let signatures: &[[u8; 4]] = match signature {
            b"rTRC" => &[*b"rTRC", *b"gTRC", *b"bTRC"],
            other => std::slice::from_ref(other),
        };
        for signature in signatures {
            profile.extend(signature);
            profile.extend((offset as u32).to_be_bytes());
            profile.extend((data.len() as u32).to_be_bytes());
        }
        let padding = data.len().next_multiple_of(4) - data.len();
        body.extend(data);
        body.extend(vec![0; padding]);
        offset += data.len() + padding;
    }
    profile.extend(body);
    let length = profile.len() as u32;
    write_header(&mut profile, length);
    profile
}

fn write_header(profile: &mut [u8], length: u32) {
    profile[0..4].copy_from_slice(&length.to_be_bytes());
    profile[8..12].copy_from_slice(&[2, 0x10, 0, 0]);
    profile[12..16].copy_from_slice(b"mntr");
    profile[16..20].copy_from_slice(b"RGB ");
    profile[20..24].copy_from_slice(b"XYZ ");
    // A fixed date: the profile never changes.
    profile[24..36].copy_from_slice(&[7, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    profile[36..40].copy_from_slice(b"acsp");
    let white: Vec<u8> = [0.9642, 1.0, 0.8249].into_iter().flat_map(fixed).collect();
    profile[68..80].copy_from_slice(&white);
}

/// A number with 16 binary places.
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut data = b"XYZ \0\0\0\0".to_vec();
    data.extend(values.into_iter().flat_map(fixed));
    data
}

fn text(text: &str) -> Vec<u8> {
    let mut data = b"text\0\0\0\0".to_vec();
    data.extend(text.as_bytes());
    data.push(0);
    data
}

fn description(text: &str) -> Vec<u8> {
    let mut data = b"desc\0\0\0\0".to_vec();
    data.extend((text.len() as u32 + 1).to_be_bytes());
    data.extend(text.as_bytes());
    data.push(0);
    // No description in Unicode and none for the Macintosh.
    data.extend([0; 4 + 4 + 2 + 1 + 67]);
    data
}

fn curve() -> Vec<u8> {
    let mut data = b"curv\0\0\0\0".to_vec();
    data.extend(STEPS.to_be_bytes());
    for step in 0..STEPS {
        let value = f64::from(step) / f64::from(STEPS - 1);
        let light =
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        data.extend(((light * 65535.0).round() as u16).to_be_bytes());
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_how_long_it_is() {
        let profile = srgb();
        assert_eq!(profile[0..4], (profile.len() as u32).to_be_bytes());
        assert_eq!(profile.len() % 4, 0);
    }
}
