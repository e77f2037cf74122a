fn main() -> std::process::ExitCode {
    segue_fuzz::main("overlay_names")
}
