/// Parameters of campaigns, which Yandex is told to take for the same page: <https://yandex.com/support/webmaster/robot-workings/clean-param.html>.
const CAMPAIGN_PARAMETERS: [&str; 7] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "yclid", "gclid"];

/// `robots.txt` at the root of a host (RFC 9309).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotsTxt {
    /// Everything may be read.
    Open {
        /// The absolute addresses of the host's sitemaps.
        sitemaps: Vec<String>,
    },
    /// Nothing may be read: a preview, or a host that only stands in for another.
    Closed,
}

impl RobotsTxt {
    /// The file.
    pub fn text(&self) -> String {
        let Self::Open { sitemaps } = self else { return "User-agent: *\nDisallow: /\n".to_owned() };
        // A robot with a group of its own does not read the group for all.
        let mut text =
            format!("User-agent: *\nDisallow:\n\nUser-agent: Yandex\nDisallow:\nClean-param: {}\n", CAMPAIGN_PARAMETERS.join("&"));
        if !sitemaps.is_empty() {
            text.push('\n');
        }
        for sitemap in sitemaps {
            text.extend(["Sitemap: ", sitemap, "\n"]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_host_names_its_sitemaps() {
        let sitemaps = vec!["https://a.example/b2b/sitemap.xml".into(), "https://a.example/sitemap.xml".into()];
        insta::assert_snapshot!(RobotsTxt::Open { sitemaps }.text(), @"
        User-agent: *
        Disallow:

        User-agent: Yandex
        Disallow:
        Clean-param: utm_source&utm_medium&utm_campaign&utm_content&utm_term&yclid&gclid

        Sitemap: https://a.example/b2b/sitemap.xml
        Sitemap: https://a.example/sitemap.xml
        ");
    }

    #[test]
    fn a_closed_host_lets_nobody_in() {
        assert_eq!(RobotsTxt::Closed.text(), "User-agent: *\nDisallow: /\n");
    }
}
