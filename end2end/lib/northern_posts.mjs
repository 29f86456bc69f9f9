// What the round of the main journey hands over, with its sums.

export const CODE = "R-2026-11";
export const TITLE = "Boots and radios for the northern posts";
export const CUSTOMS = "State Customs Committee";
export const SECURITY = "State Security Service";
export const CAR = {
  kind: "Vehicle",
  Description: "Off-road car",
  Make: "Toyota",
  Model: "Hilux",
  VIN: "JTMHV05J604123456",
  Plate: "01 777 ABC",
  Value: "24,500",
  unit: "IMT Nukus",
  agency: SECURITY,
  phase: "IMT · Phase II",
  shares: [["JP-2020", "100"]],
};
export const PHONE_SET = {
  kind: "Equipment",
  Description: "Satellite telephone",
  "Serial number": "SAT-88213-X",
  Value: "3,150.51",
  unit: "IMT Urgench",
  agency: SECURITY,
  phase: "IMT · Phase II",
  shares: [["JP-2020", "60"], ["JP-2016", "40"]],
};
export const BOOTS = {
  kind: "Counted lot",
  Description: "Winter boots",
  Quantity: "12",
  "Unit of measure": "pair",
  Value: "1440",
  Note: "Sizes 41 to 45; ask Sergeant Yusupov for the list",
  unit: "IMT Urgench",
  agency: CUSTOMS,
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};
export const RADIOS = {
  kind: "Counted lot",
  Description: "Portable radio",
  Quantity: "4",
  Value: "1,280.00",
  unit: "IMT Nukus",
  agency: CUSTOMS,
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};
/** 24,500.00 + 3,150.51 + 1,440.00 + 1,280.00 */
export const HANDED_OVER = 30_370_51n;
/** Eleven of twelve pairs of boots, and the radios. */
export const BY_CUSTOMS = 1_320_00n + 1_280_00n;
export const LAST_PAIR = 120_00n;
/** Nothing of this may reach a donor: identifiers, officers, what officers and staff note. */
export const SECRETS = ["JTMHV05J604123456", "01 777 ABC", "SAT-88213-X", "Logistics officer", "Sergeant Yusupov", "box was open", "at the gate"];
