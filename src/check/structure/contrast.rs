//! Colours that letters can be read in.
//!
//! It reads the custom properties that the theme's stylesheets give to `:root`, `.business` and `.consumer`, in both colour schemes, with
//! the hue that an audience sets; a theme that names its colours otherwise is not judged. The measure is that of WCAG 2.2
//! (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>), the conversion that of CSS Color 4
//! (<https://www.w3.org/TR/css-color-4/#color-conversion-code>).

use std::collections::BTreeMap;

use super::{SiteLook, Trouble};
use crate::plan::PageId;
use crate::site::{Free, Side};
use crate::world::yaml::KeyPath;

/// Letters and what they stand on, by the names of the theme's properties.
const PAIRS: [(&str, &str); 11] = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "tint"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "tint"),
    ("on-accent", "accent"),
    ("danger", "surface"),
];

/// The least that letters of running text need: WCAG 2.2, 1.4.3.
const LEAST: f64 = 4.5;

/// Colours of an audience that are too close to each other.
pub(super) fn contrast(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    let styles = look.snapshot.theme.assets().iter().filter(|(path, _)| path.extension() == Some("css"));
    let styles: Vec<&str> = styles.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()).collect();
    let mut troubles = Vec::new();
    for audience in &look.snapshot.site.audiences {
        let Some(page) = look.pages().find(|page| page.audience.id == audience.id) else { continue };
        let hue = audience.file.tokens.get("hue").and_then(|hue| match hue {
            Free::Integer(hue) => Some(hue.to_string()),
            Free::Number(hue) => Some(hue.to_string()),
            _ => None,
        });
        for scheme in [Scheme::Light, Scheme::Dark] {
            let colours = Colours::of(&styles, audience.file.kind, scheme, hue.as_deref());
            let Some((letters, ground, ratio)) = colours.worst().filter(|(.., ratio)| *ratio < LEAST) else { continue };
            let tokens: KeyPath = if hue.is_some() { ["tokens", "hue"].into_iter().collect() } else { ["kind"].into_iter().collect() };
            let trouble = Trouble::at(audience.document.value_place(&tokens));
            let trouble = trouble.figure("letters", letters).figure("ground", ground).figure("scheme", scheme.as_str());
            // Rounded down: what is too little must not look enough.
            troubles.push((page.id, trouble.figure("ratio", &format!("{:.1}", (ratio * 10.0).floor() / 10.0))));
        }
    }
    troubles
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The custom properties that hold for the readers of one audience in one colour scheme.
#[derive(Debug, Default)]
struct Colours {
    values: BTreeMap<String, String>,
}

impl Colours {
    fn of(styles: &[&str], side: Side, scheme: Scheme, hue: Option<&str>) -> Self {
        let mut colours = Self::default();
        for style in styles {
            colours.read(&without_comments(style), side, scheme);
        }
        // What stands on the element itself wins over every stylesheet.
        if let Some(hue) = hue {
            colours.values.insert("hue".to_owned(), hue.to_owned());
        }
        colours
    }

    fn read(&mut self, style: &str, side: Side, scheme: Scheme) {
        let mut rest = style;
        while let Some((head, after)) = rest.split_once('{') {
            let Some(end) = end_of_block(after) else { return };
            let (body, next) = (&after[..end], &after[end + 1..]);
            let head = head.rsplit(';').next().unwrap_or_default().trim();
            let is_for = |own: Scheme| head.contains("prefers-color-scheme") && head.contains(own.as_str()) && own == scheme;
            if head.starts_with("@media") && (is_for(Scheme::Dark) || is_for(Scheme::Light)) {
                self.read(body, side, scheme);
            } else if head.split(',').any(|selector| is_root(selector.trim(), side)) {
                for (name, value) in body.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':')) {
                    self.values.insert(name.trim().to_owned(), value.trim().to_owned());
                }
            }
            rest = next;
        }
    }

    /// The pair with the least contrast.
    fn worst(&self) -> Option<(&'static str, &'static str, f64)> {
        let of = |name: &str| self.colour(name).map(luminance);
        let ratios = PAIRS.iter().filter_map(|(letters, ground)| Some((*letters, *ground, ratio(of(letters)?, of(ground)?))));
        ratios.min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// A colour by the name of its property, as linear red, green and blue.
    fn colour(&self, name: &str) -> Option<[f64; 3]> {
        let mut value = self.values.get(name)?.clone();
        // A property may name another one; one that names itself is none.
        for _ in 0..8 {
            let Some(start) = value.find("var(") else { return parsed(&value) };
            let inside = &value[start + 4..];
            let end = inside.find(')')?;
            let (name, or) = inside[..end].split_once(',').unwrap_or((&inside[..end], ""));
            let found = self.values.get(name.trim().strip_prefix("--")?).map_or(or.trim(), String::as_str).to_owned();
            value.replace_range(start..start + 4 + end + 1, &found);
        }
        None
    }
}

fn is_root(selector: &str, side: Side) -> bool {
    matches!(selector, ":root" | "html") || selector.strip_prefix('.') == Some(side.as_str())
}

fn without_comments(style: &str) -> String {
    let mut text = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

/// Where a block ends whose opening brace was read.
fn end_of_block(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A colour as CSS writes it, as linear red, green and blue; nothing for one that lets through what is behind it.
fn parsed(value: &str) -> Option<[f64; 3]> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        let digits: Vec<u8> = hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
        let pair = |high: u8, low: u8| linear(f64::from(high * 16 + low) / 255.0);
        return match *digits.as_slice() {
            [r, g, b] => Some([pair(r, r), pair(g, g), pair(b, b)]),
            [r, rr, g, gg, b, bb] => Some([pair(r, rr), pair(g, gg), pair(b, bb)]),
            _ => None,
        };
    }
    match value.as_str() {
        "white" => return Some([1.0; 3]),
        "black" => return Some([0.0; 3]),
        _ => {}
    }
    let (name, arguments) = value.strip_suffix(')')?.split_once('(')?;
    if arguments.contains('/') {
        return None;
    }
    let parts: Vec<&str> = arguments.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |text: &str, whole: f64| -> Option<f64> {
        text.strip_suffix('%')
            .map_or_else(|| text.trim_end_matches("deg").parse().ok(), |share| share.parse::<f64>().ok().map(|share| share / 100.0 * whole))
    };
    match name {
        "rgb" => {
            let part = |text: &str| number(text, 255.0).map(|part| linear(part / 255.0));
            Some([part(a)?, part(b)?, part(c)?])
        }
        "oklch" => Some(oklch(number(a, 1.0)?, number(b, 0.4)?, number(c, 360.0)?)),
        _ => None,
    }
}

/// A part of sRGB without its gamma.
fn linear(part: f64) -> f64 {
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// What screens show is cut to what they can show.
fn oklch(lightness: f64, chroma: f64, hue: f64) -> [f64; 3] {
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(|part| part.clamp(0.0, 1.0))
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn ratio(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LUMEN: &str = include_str!("../../../themes/lumen/assets/lumen.css");

    fn of(a: &str, b: &str) -> String {
        let of = |text| luminance(parsed(text).unwrap());
        format!("{:.2}", ratio(of(a), of(b)))
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert_eq!(of("#fff", "black"), "21.00");
        assert_eq!(of("#767676", "#ffffff"), "4.54");
        assert_eq!(of("rgb(255 0 0)", "white"), "4.00");
        // The same red by another name.
        assert_eq!(of("oklch(62.8% 0.2577 29.23)", "white"), "4.00");
        assert_eq!(parsed("rgb(1 2 3 / 45%)"), None);
        assert_eq!(parsed("inherit"), None);
    }

    #[test]
    fn every_hue_of_the_default_theme_can_be_read() {
        for side in [Side::Business, Side::Consumer] {
            for scheme in [Scheme::Light, Scheme::Dark] {
                for hue in 0..360 {
                    let colours = Colours::of(&[LUMEN], side, scheme, Some(&hue.to_string()));
                    let (letters, ground, ratio) = colours.worst().unwrap();
                    assert!(ratio >= LEAST, "{letters} on {ground}, {scheme:?}, {side:?}, hue {hue}: {ratio}");
                }
            }
        }
    }

    #[test]
    fn a_property_that_names_itself_or_nothing_is_no_colour() {
        let colours = Colours::of(
            &[":root { --ink: var(--ink); --paper: var(--none, #fff); --tint: var(--none) }"],
            Side::Consumer,
            Scheme::Light,
            None,
        );
        assert!(colours.colour("ink").is_none() && colours.colour("tint").is_none() && colours.colour("paper").is_some());
    }
}
