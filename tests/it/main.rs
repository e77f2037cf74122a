//! Segue as its users meet it: sites in a string, built, edited, built again.

#![allow(clippy::disallowed_methods, reason = "tests read and write real folders")]

mod addresses;
mod aliases;
mod audiences;
mod bad_input;
mod cascade;
mod cli;
mod components;
mod dates;
mod example_site;
mod files;
mod golden;
mod head;
mod incremental;
mod kills;
mod languages;
mod law;
mod laws;
mod leaks;
mod links;
mod lists;
mod markdown;
mod overlays;
mod permission;
mod presets;
mod serve;
mod support;
mod watch;
