//! Which HTML an author may write, as tables that fit what marketing pages embed.
//!
//! HTML that Segue writes itself stays within them too, for it goes through the same sieve.

/// Elements that may be written, each with the attributes it has beside those of all elements.
pub(super) const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "target", "rel", "download", "name"]),
    ("abbr", &[]),
    ("address", &[]),
    ("article", &[]),
    ("aside", &[]),
    ("audio", &["src", "controls", "preload", "loop", "muted"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("blockquote", &["cite"]),
    ("br", &[]),
    ("caption", &[]),
    ("center", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["span", "width"]),
    ("colgroup", &["span", "width"]),
    ("data", &["value"]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["open", "name"]),
    ("dfn", &[]),
    ("div", &["align"]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("header", &[]),
    ("hgroup", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("iframe", &["src", "width", "height", "allow", "allowfullscreen", "loading", "referrerpolicy", "sandbox", "frameborder"]),
    ("img", &["src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding", "fetchpriority", "align"]),
    // Boxes of task lists; whatever else it was becomes one too.
    ("input", &["checked", "disabled"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("nav", &[]),
    ("ol", &["start", "reversed", "type"]),
    ("p", &["align"]),
    ("picture", &[]),
    ("pre", &[]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    ("source", &["src", "srcset", "sizes", "type", "media", "width", "height"]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &["align", "border", "width"]),
    ("tbody", &["align", "valign"]),
    ("td", &["align", "valign", "colspan", "rowspan", "headers", "width"]),
    ("tfoot", &["align", "valign"]),
    ("th", &["align", "valign", "colspan", "rowspan", "headers", "scope", "abbr", "width"]),
    ("thead", &["align", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["align", "valign"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
    ("video", &["src", "poster", "controls", "preload", "loop", "muted", "autoplay", "playsinline", "width", "height"]),
    ("wbr", &[]),
];

/// Attributes that every element may have.
pub(super) const ATTRIBUTES: &[&str] = &["class", "dir", "hidden", "id", "lang", "role", "style", "tabindex", "title", "translate"];

/// Beginnings of attributes that every element may have.
pub(super) const PREFIXES: &[&str] = &["aria-", "data-"];

/// What `style` may set: what markdown itself needs for the columns of a table.
pub(super) const STYLES: &[&str] = &["text-align"];

/// Schemes of addresses; an address without one is relative.
pub(super) const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms", "geo", "whatsapp", "tg", "viber", "webcal"];

/// Schemes that run a program in place of leading somewhere.
pub(super) const PROGRAMS: &[&str] = &["javascript", "vbscript", "data"];

/// Whose pages a frame may show, over https: host, and how the path begins.
pub(super) const FRAMES: &[(&str, &str)] = &[
    ("www.youtube.com", "/embed/"),
    ("www.youtube-nocookie.com", "/embed/"),
    ("player.vimeo.com", "/video/"),
    ("fast.wistia.net", "/embed/"),
    ("fast.wistia.com", "/embed/"),
    ("www.loom.com", "/embed/"),
    ("rutube.ru", "/play/embed/"),
    ("vk.com", "/video_ext.php"),
    ("vkvideo.ru", "/video_ext.php"),
    ("open.spotify.com", "/embed"),
    ("w.soundcloud.com", "/player/"),
    ("embed.podcasts.apple.com", "/"),
    ("www.google.com", "/maps/embed"),
    ("calendar.google.com", "/calendar/embed"),
    ("docs.google.com", "/"),
    ("www.openstreetmap.org", "/export/embed.html"),
    ("yandex.ru", "/map-widget/"),
    ("yandex.com", "/map-widget/"),
    ("calendly.com", "/"),
    ("cal.com", "/"),
    ("www.canva.com", "/design/"),
    ("www.slideshare.net", "/slideshow/embed_code/"),
    ("codepen.io", "/"),
];

/// Elements that are removed with all that they contain.
pub(super) const WHOLE: &[&str] = &["script", "style"];
