//! What is handed over: invented, and like what such programmes buy.

use domain::{
    Currency, Money,
    item::{Details, Identity, ItemKind},
    round::NewItem,
};

use super::Chance;

struct Good {
    name: &'static str,
    make: &'static str,
    model: &'static str,
    /// The front of its numbers: ten characters of a VIN, or of a serial number.
    front: &'static str,
    /// Whole dollars: from, to.
    price: (i64, i64),
}

const fn good(
    name: &'static str,
    make: &'static str,
    model: &'static str,
    front: &'static str,
    price: (i64, i64),
) -> Good {
    Good { name, make, model, front, price }
}

#[rustfmt::skip]
const VEHICLES: [Good; 6] = [
    good("Patrol pickup", "Toyota", "Hilux", "MR0FZ29G0K", (29_000, 36_000)),
    good("Off-road patrol vehicle", "UAZ", "Patriot", "XTT316300K", (14_000, 19_000)),
    good("Off-road patrol vehicle", "Lada", "Niva Legend", "XTA212140K", (9_000, 12_000)),
    good("Mobile office van", "Ford", "Transit", "WF0XXXTTGK", (33_000, 41_000)),
    good("Canine unit van", "Hyundai", "H-1", "KMHWH81KPK", (26_000, 31_000)),
    good("Patrol motorcycle", "Yamaha", "XT1200Z", "JYADP041AK", (11_000, 14_000)),
];

#[rustfmt::skip]
const EQUIPMENT: [Good; 16] = [
    good("Portable radio", "Motorola", "DP4801e", "DP48-", (480, 720)),
    good("Video borescope", "Olympus", "IPLEX G Lite", "IPX-", (7_800, 11_500)),
    good("Drug trace detector", "Rapiscan", "Itemiser 4DN", "ITM-", (24_000, 31_000)),
    good("Night vision monocular", "Pulsar", "Challenger GS", "PLS-", (900, 1_600)),
    good("Thermal imager", "FLIR", "Scout III", "FLR-", (1_900, 3_200)),
    good("Laptop computer", "Lenovo", "ThinkPad L14", "LNV-", (780, 1_250)),
    good("Rugged tablet", "Panasonic", "Toughpad FZ-G1", "TPD-", (1_700, 2_600)),
    good("Density meter", "CSECO", "Buster K910G", "BST-", (6_900, 8_400)),
    good("Fibre-optic inspection kit", "Zistos", "WideView", "ZST-", (4_100, 5_900)),
    good("Body-worn camera", "Axon", "Body 2", "AXN-", (390, 560)),
    good("Digital camera", "Canon", "EOS 850D", "CAN-", (640, 980)),
    good("Generator, 5 kW", "Honda", "EU70is", "HND-", (2_900, 3_800)),
    good("Radiation pager", "Polimaster", "PM1703MO", "PMR-", (820, 1_150)),
    good("Document examination device", "Regula", "4305M", "RGL-", (3_600, 5_200)),
    good("Satellite phone", "Iridium", "Extreme 9575", "IRD-", (1_150, 1_450)),
    good("Under-vehicle inspection mirror", "Vallon", "MIR-40", "VLN-", (260, 410)),
];

/// Lots are counted: their measure stands where others have their numbers.
#[rustfmt::skip]
const LOTS: [Good; 6] = [
    good("Field test kits for narcotics", "NIK", "Polytesting", "set", (90, 140)),
    good("Winter uniforms", "", "", "set", (110, 170)),
    good("Protective gloves", "", "", "pair", (4, 9)),
    good("Evidence bags", "", "", "pack", (18, 30)),
    good("Torches", "Maglite", "ML300L", "piece", (45, 70)),
    good("Ballistic vests", "", "", "piece", (380, 640)),
];

/// The category of the demonstration that it belongs to.
fn kept_as(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Vehicle => "VEHICLES",
        ItemKind::Equipment => "DEVICES",
        ItemKind::Lot => "TOOLS",
    }
}

/// One thing, how many of it, and its value. `number` is given to nothing else of the block.
pub(super) fn pick(chance: &mut Chance, number: i64) -> (NewItem, i64, Money) {
    let (kind, good) = match chance.below(100) {
        0..8 => (ItemKind::Vehicle, chance.of(&VEHICLES)),
        8..86 => (ItemKind::Equipment, chance.of(&EQUIPMENT)),
        _ => (ItemKind::Lot, chance.of(&LOTS)),
    };
    let quantity = if kind == ItemKind::Lot { chance.between(2, 60) } else { 1 };
    let price = Money::new(chance.between(good.price.0, good.price.1) * 100, Currency::Usd);
    let told = Some(format!("{}{number:07}", good.front));
    let identity = match kind {
        ItemKind::Vehicle => Identity { vin: told, ..Identity::default() },
        ItemKind::Equipment => Identity { serial: told, ..Identity::default() },
        ItemKind::Lot => Identity::default(),
    };
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let item = NewItem {
        kind,
        name: good.name.to_owned(),
        make: text(good.make),
        model: text(good.model),
        identity,
        category: Some(kept_as(kind).to_owned()),
        unit_of_measure: if kind == ItemKind::Lot { good.front } else { "piece" }.to_owned(),
        details: Details {
            year: (kind != ItemKind::Lot).then_some(2018),
            warranty_until: None,
            accessories: Vec::new(),
            unit_price: Some(price),
        },
        illustrative: true,
    };
    (item, quantity, Money::new(price.minor * quantity, Currency::Usd))
}
