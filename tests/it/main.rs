//! Segue as its users meet it: sites in a string, built, edited, built again.

#![allow(clippy::disallowed_methods, reason = "tests read and write real folders")]

mod addresses;
mod aliases;
mod audiences;
mod bad_input;
mod baseline;
mod cascade;
mod check;
mod cli;
mod components;
mod consent;
mod dates;
mod events;
mod example_site;
mod external;
mod files;
mod fix;
mod forms;
mod golden;
mod head;
mod incremental;
mod kills;
mod languages;
mod law;
mod laws;
mod lead_magnets;
mod leaks;
mod links;
mod lists;
mod markdown;
mod matrix;
mod offers;
mod overlays;
mod people;
mod permission;
mod planted;
mod posting;
mod presets;
mod prose;
mod report;
mod serve;
mod snippets;
mod support;
mod watch;
