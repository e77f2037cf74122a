use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::Plan;
use super::files::{Files, fingerprint, gated_file};
use super::host::Address;
use super::page::{Page, PageId};
use super::variant::{Variant, VariantId};
use crate::content::Delivery;
use crate::site::{AUTO, FormId, Site};
use crate::world::World;

/// The number of a thank-you page in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThanksId(pub usize);

/// Where a reader lands who sent a form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Thanks {
    /// Its variant.
    pub variant: VariantId,
    /// The form.
    pub form: FormId,
    /// The page that the form was sent from, where the page is its own.
    pub from: Option<PageId>,
    /// The gated file and where it is published, where the reader gets it here.
    pub file: Option<(Utf8PathBuf, Address)>,
    /// Where it is.
    pub address: Address,
}

/// The thank-you pages of all variants: one for each form, and one for each gated file, at an address that nobody guesses.
pub(super) fn thanks(world: &dyn World, site: &Site, variants: &[Variant], pages: &[Arc<Page>], files: &Files) -> Vec<Thanks> {
    let mut all = Vec::new();
    for variant in variants {
        let Some(audience) = variant.audience(site) else { continue };
        for (id, _) in audience.file.forms.iter().filter(|(_, form)| form.thank_you == AUTO) {
            let address = variant.root.join(&format!("thanks/{id}/"));
            all.push(Thanks { variant: variant.id, form: id.clone(), from: None, file: None, address });
        }
    }
    let mut hashes = BTreeMap::<Utf8PathBuf, String>::new();
    for (index, page) in pages.iter().enumerate() {
        let (Some(form), Some(file)) = (page.front.form.clone(), gated_file(page).filter(|file| files.is_gated(file))) else { continue };
        if page.front.lead_magnet.as_ref().and_then(|magnet| magnet.delivery) == Some(Delivery::Email) {
            continue;
        }
        let hash = hashes.entry(file.clone()).or_insert_with(|| fingerprint(world, &file)).clone();
        let variant = &variants[page.variant.0];
        let slug = page.address.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let segment = page.edition.as_ref().map(|segment| format!("{segment}/")).unwrap_or_default();
        let address = variant.root.join(&format!("{segment}thanks/{slug}-{hash}/"));
        let file_address = address.join(file.file_name().unwrap_or_default());
        all.push(Thanks { variant: variant.id, form, from: Some(PageId(index)), file: Some((file, file_address)), address });
    }
    all
}

impl Plan {
    /// Where the sender of a form lands: on a gated page's own thank-you page, else on the form's; none where the form names an address.
    pub fn thanks_of(&self, page: Option<PageId>, variant: VariantId, form: &FormId) -> Option<&Thanks> {
        let own = page.and_then(|page| self.thanks.iter().find(|thanks| thanks.from == Some(page) && thanks.form == *form));
        let of_form = || self.thanks.iter().find(|thanks| thanks.from.is_none() && thanks.form == *form && thanks.variant == variant);
        own.or_else(of_form)
    }
}
