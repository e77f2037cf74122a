//! seo
