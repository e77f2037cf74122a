use std::ops::RangeInclusive;

/// The longest name of a file or folder that common systems take, in bytes.
const LONGEST: usize = 255;

/// Names that Windows keeps for devices, whatever extension they have:
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions>.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Names that are devices when a digit follows.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// How long the names of devices are, in bytes: few others have to be looked at.
const DEVICE_LENGTHS: RangeInclusive<usize> = 3..=7;

/// How they begin.
const DEVICE_STARTS: [char; 10] = ['a', 'A', 'c', 'C', 'l', 'L', 'n', 'N', 'p', 'P'];

/// Whether a part of a path is at fault, and what is wrong with it.
type Fault = (fn(&str) -> bool, &'static str);

/// What may be wrong with a part of a path, the gravest first.
const FAULTS: [Fault; 6] = [
    (|part| matches!(part, "" | "." | ".."), "would lie outside the output folder"),
    (|part| part.chars().any(char::is_control), "has a control character in its name"),
    (
        |part| part.contains(['<', '>', ':', '"', '|', '?', '*', '\\']),
        "has one of < > : \" | ? * \\ in its name, which Windows cannot store",
    ),
    (|part| part.ends_with(['.', ' ']), "has a part that ends with a dot or a space, which Windows cannot store"),
    (is_device, "has a name that Windows keeps for devices"),
    (|part| part.len() > LONGEST, "has a name longer than 255 bytes, which most systems cannot store"),
];

/// Why no file can be written at a path below the output folder, or not on every system; nothing if it can.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    if path.split('/').all(is_ordinary) {
        return None;
    }
    let found = FAULTS.iter().find(|(is_at_fault, _)| path.split('/').any(is_at_fault));
    found.map(|(_, what)| *what)
}

/// Whether a part of a path is like nearly all of them, and so needs no second look: there may be many thousands.
fn is_ordinary(part: &str) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST).contains(&part.len()) && !part.ends_with('.') && part.as_bytes().iter().all(is_plain) && !is_device(part)
}

fn is_device(part: &str) -> bool {
    let name = part.split('.').next().unwrap_or(part).trim_end();
    if !DEVICE_LENGTHS.contains(&name.len()) || !name.starts_with(DEVICE_STARTS) {
        return false;
    }
    let name = name.to_lowercase();
    let numbered = |device: &str| name.strip_prefix(device).is_some_and(|rest| matches!(rest, "¹" | "²" | "³") || is_digit(rest));
    DEVICES.contains(&name.as_str()) || NUMBERED_DEVICES.iter().any(|device| numbered(device))
}

fn is_digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_fine_in_every_script() {
        for path in ["index.html", "b2b/ru/статьи/вода/index.html", "ka/ჩაი.html", ".well-known/x", "console/com10/lpt.css", "a b/c.d.e"]
        {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn a_path_that_leads_out_or_that_some_system_cannot_store_is_at_fault() {
        let long = format!("{}/index.html", "ჩ".repeat(86));
        let wrong = [
            "",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "../a",
            "a/../../b",
            "C:/a",
            "..\\a",
            "a\nb",
            "a\u{0}",
            "aux",
            "b/NUL.html",
            "com1/x",
            "Lpt².txt",
            "con .txt",
            "a./b",
            "a ",
            "menu?.pdf",
            &long,
        ];
        for path in wrong {
            assert!(fault(path).is_some(), "{path:?}");
        }
    }
}
