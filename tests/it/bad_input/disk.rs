//! Disks: what cannot be read, what cannot be written, and links that lead elsewhere.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use segue::world::Reason;

use super::{GUIDE, told};
use crate::support::Site;

#[test]
fn a_file_that_may_not_be_read() {
    let site = Site::with_article("Tea.");
    site.world().refuse(GUIDE, Reason::Denied);
    insta::assert_snapshot!(told(&site), @"
    error[world/file]: permission denied
    --> content/articles/guide.md
     = help: give the user that runs `segue` the right to it: `ls -l` shows who has it
    ");
    for path in ["site.yaml", "content/audiences/b2b.yaml"] {
        let site = Site::with_article("Tea.");
        site.world().refuse(path, Reason::Denied);
        assert!(told(&site).starts_with("error[world/file]: permission denied"), "{path}");
    }
    let site = Site::with_article("![Leaf](leaf.svg)");
    site.put("content/articles/leaf.svg", "<svg/>");
    site.world().refuse("content/articles/leaf.svg", Reason::Denied);
    insta::assert_snapshot!(told(&site), @"
    error[world/file]: permission denied
    --> content/articles/leaf.svg
     = help: give the user that runs `segue` the right to it: `ls -l` shows who has it
    ");
}

#[test]
fn a_disk_that_is_full_or_not_to_be_written_keeps_the_last_site_as_it_was() {
    for reason in [Reason::Full, Reason::Denied] {
        let site = Site::with_article("Tea.");
        let before = site.build().clean();
        site.edit(GUIDE, "Tea.", "Water.");
        site.world().refuse("output", reason.clone());
        let after = site.build();
        assert_eq!(after.files, before.files);
        let report = after.report();
        assert!(report.starts_with("error[") && report.contains(&reason.to_string()) && report.contains("= help: "), "{report}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use camino::Utf8Path;
    use segue::diagnostics::{Findings, Format, Style};
    use segue::plan::{Options, Snapshot};
    use segue::world::DiskWorld;

    use crate::support::Site;

    /// What is said of a site on a real disk, after something was done to its folder.
    fn said(change: impl FnOnce(&Path)) -> String {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::with_article("Tea.");
        for (path, bytes) in site.world().snapshot() {
            let full = folder.path().join(path);
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            std::fs::write(full, bytes).unwrap();
        }
        change(folder.path());
        let mut findings = Findings::new();
        Snapshot::load(&DiskWorld::new(Utf8Path::from_path(folder.path()).unwrap()), &Options::default(), &mut findings);
        findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect()
    }

    #[test]
    fn links_in_a_circle() {
        let report = said(|root| {
            symlink(root.join("content"), root.join("content/again")).unwrap();
            symlink(root.join("content/self.md"), root.join("content/self.md")).unwrap();
        });
        insta::assert_snapshot!(report, @"
        error[world/file]: the link leads back to itself or to a folder that it lies in
        --> content/again
         = help: remove the link, or let it lead to a folder that it does not lie in

        error[world/file]: the link leads back to itself or to a folder that it lies in
        --> content/self.md
         = help: remove the link, or let it lead to a folder that it does not lie in
        ");
    }

    #[test]
    fn links_that_lead_out_of_the_project_or_nowhere() {
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("secret.md"), "---\ntitle: Secret\naudience: all\n---\nSecret.\n").unwrap();
        let report = said(|root| {
            symlink(elsewhere.path().join("secret.md"), root.join("content/articles/secret.md")).unwrap();
            symlink(elsewhere.path(), root.join("content/other")).unwrap();
            symlink(root.join("nowhere.md"), root.join("content/gone.md")).unwrap();
        });
        insta::assert_snapshot!(report, @"
        error[world/file]: the link leads out of the project
        --> content/articles/secret.md
         = help: copy the file into the project: what lies outside of it is never published

        error[world/file]: there is no such file
        --> content/gone.md
         = help: see whether it was moved or renamed, by its capitals and accents too; a link must lead to what is there

        error[world/file]: the link leads out of the project
        --> content/other
         = help: copy the file into the project: what lies outside of it is never published
        ");
    }

    #[test]
    fn a_link_inside_the_project_is_as_good_as_the_file() {
        let report = said(|root| symlink(root.join("content/articles/guide.md"), root.join("content/articles/two.md")).unwrap());
        assert_eq!(report, "");
    }

    #[test]
    fn a_socket_where_a_text_should_be_is_not_waited_for() {
        let mut open = None;
        let report = said(|root| open = Some(std::os::unix::net::UnixListener::bind(root.join("content/articles/pipe.md")).unwrap()));
        insta::assert_snapshot!(report, @"
        error[world/file]: this is no ordinary file
        --> content/articles/pipe.md
         = help: take it out of the project: pipes, sockets and devices are nothing to publish
        ");
    }

    #[test]
    fn a_name_that_is_no_text() {
        use std::os::unix::ffi::OsStrExt;
        let report = said(|root| std::fs::write(root.join("content").join(std::ffi::OsStr::from_bytes(b"a\xFF.md")), "x").unwrap());
        insta::assert_snapshot!(report, @"
        error[world/file]: the name is not valid UTF-8
        --> content/a�.md
         = help: rename it with letters that every system knows
        ");
    }
}
