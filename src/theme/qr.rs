//! QR codes as SVG, made when a page is.

use qrcode::{Color, EcLevel, QrCode};

/// How many light modules a reader needs around the code: ISO/IEC 18004, 9.1.
const QUIET_ZONE: usize = 4;

/// A code as an SVG that says what it is: black on white in every colour scheme, for that is what cameras read. Nothing for a text that no
/// code can hold.
pub(super) fn svg(text: &str, title: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let side = width + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (y, line) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = line[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE));
            }
            x += run.max(1);
        }
    }
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(format!(
        "<svg class=\"qr-code\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{title}\" \
         shape-rendering=\"crispEdges\"><title>{title}</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The side of a drawn code, and its dark runs: column, row, length.
    fn modules(code: &str) -> (usize, Vec<[usize; 3]>) {
        let side = code.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let runs = code.rsplit("d=\"").next().unwrap().split('M').skip(1);
        let numbers = |run: &str| run.split([' ', 'h', 'v']).take(3).map(|n| n.parse().unwrap()).collect::<Vec<_>>();
        (side, runs.map(|run| numbers(run).try_into().unwrap()).collect())
    }

    #[test]
    fn a_reader_reads_what_was_written() {
        const SIZE: usize = 4;
        for text in ["https://tea.example/?utm_medium=qr", "https://чай.example/прайс?q=1", &"x".repeat(500)] {
            let (side, modules) = modules(&svg(text, "").unwrap());
            let dark = |x, y| modules.iter().any(|[from, row, length]| *row == y && (*from..from + length).contains(&x));
            let shade = |x, y| if dark(x / SIZE, y / SIZE) { 0 } else { 255 };
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * SIZE, side * SIZE, shade);
            let read: Vec<String> = image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
            assert_eq!(read, [text]);
        }
    }

    #[test]
    fn a_code_has_a_name_a_quiet_zone_and_nothing_but_shapes() {
        let code = svg("https://tea.example/?utm_medium=qr", "The \"menu\" & <more>").unwrap();
        assert!(
            code.starts_with("<svg class=\"qr-code\"") && code.contains("<title>The &quot;menu&quot; &amp; &lt;more></title>"),
            "{code}"
        );
        let (side, modules) = modules(&code);
        assert!(modules.iter().all(|at| at[0] >= QUIET_ZONE && at[0] + at[2] + QUIET_ZONE <= side && at[1] >= QUIET_ZONE), "{code}");
        // The finder in the corner: seven dark modules, the first of the code.
        assert_eq!(modules[0], [QUIET_ZONE, QUIET_ZONE, 7]);
    }

    #[test]
    fn what_no_code_can_hold_is_none() {
        assert_eq!(svg(&"x".repeat(5000), ""), None);
    }
}
