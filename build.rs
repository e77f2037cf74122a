//! Lists the files of the default theme, of the rules that judge prose and of all other findings, so that the program carries them, and tells the program which
//! sources it was made from, so that it does not believe what another one remembered.
//!
//! Without a folder `themes/lumen` the list is empty and the program still builds.

#![expect(clippy::disallowed_methods, reason = "a build script runs before the world exists")]

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let project = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = project.join("themes").join("lumen");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=themes/lumen");
    let mut hasher = DefaultHasher::new();
    for place in ["src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={place}");
        read(&project.join(place), &mut hasher)?;
    }
    println!("cargo::rustc-env=SEGUE_SOURCES={:016x}", hasher.finish());
    embed(&folder, "lumen.rs")?;
    embed(&project.join("src").join("check").join("rules"), "rules.rs")?;
    embed(&project.join("src").join("diagnostics").join("catalogue"), "findings.rs")
}

/// Writes a list of the files below a folder, by their paths there.
fn embed(folder: &Path, name: &str) -> io::Result<()> {
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, "", &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for (name, path) in &files {
        // A raw debug print is a Rust string literal with everything escaped that needs it.
        let _ = writeln!(list, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(name), list)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}

/// Hashes all files at or below a path, in the order of their names.
fn read(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut inside = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| read(path, hasher));
    }
    if path.exists() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}
