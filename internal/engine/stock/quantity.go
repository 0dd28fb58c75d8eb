package stock

import "anlan/internal/base/exact"

// Quantity is an amount of goods in thousandths of the item's unit.
type Quantity = exact.Thousandths

// One is one unit.
const One = exact.One
