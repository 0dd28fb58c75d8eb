package after

import (
	"cmp"
	"math/big"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Amount is money in thousandths of a yuan, or a quantity.
type Amount = exact.Thousandths

// CostLine is one line of what an incident cost. Lines are never changed: one that was wrong is corrected by another that names
// it. Priced is false when no rate was known: such a line counts nothing and is told as missing.
type CostLine struct {
	N         int64         `bun:"n" json:"n"`
	Kind      string        `bun:"kind" json:"kind"`
	Payer     string        `bun:"payer" json:"payer"`
	About     string        `bun:"about" json:"about"`
	Quantity  Amount        `bun:"quantity" json:"quantity"`
	Unit      string        `bun:"unit" json:"unit"`
	Price     Amount        `bun:"price" json:"price" doc:"yuan for each unit"`
	Priced    bool          `bun:"priced" json:"priced"`
	Amount    Amount        `bun:"amount" json:"amount" doc:"yuan, rounded to the fen"`
	Basis     string        `bun:"basis" json:"basis" doc:"where the price comes from"`
	Voucher   string        `bun:"voucher" json:"voucher"`
	Spent     string        `bun:"spent_on" json:"spent_on"`
	Source    string        `bun:"source" json:"source" doc:"the booking or requisition that it was reckoned from"`
	At        clock.Instant `bun:"entered_at" json:"entered_at"`
	By        string        `bun:"entered_name" json:"entered_by"`
	Corrects  int64         `bun:"corrects" json:"corrects"`
	Corrected int64         `bun:"corrected" json:"corrected"`
	Reason    string        `bun:"reason" json:"reason"`
}

// CostSum is what a kind or a payer comes to.
type CostSum struct {
	Key    string    `json:"key"`
	Title  lang.Text `json:"title"`
	Amount Amount    `json:"amount"`
	Lines  int       `json:"lines"`
}

// CostLedger is all that an incident cost.
type CostLedger struct {
	Lines    []CostLine `json:"lines" nullable:"false" doc:"also those that were corrected"`
	Total    Amount     `json:"total"`
	Kinds    []CostSum  `json:"kinds" nullable:"false"`
	Payers   []CostSum  `json:"payers" nullable:"false"`
	Unpriced int        `json:"unpriced" doc:"lines without a price, which count nothing"`
}

type named struct {
	key   string
	title lang.Text
}

var costKinds = []named{
	{"goods", lang.T("物资消耗", "Material")},
	{"force", lang.T("力量出动", "Forces")},
	{"service", lang.T("调用社会力量和租赁", "Call-off and hire")},
	{"requisition", lang.T("征用补偿", "Requisitioned property")},
	{"relief", lang.T("安置救助", "Relief")},
	{"repair", lang.T("抢修恢复", "Repair")},
	{"other", lang.T("其他", "Other")},
}

var costPayers = []named{
	{"city", lang.T("市级财政", "City")},
	{"district", lang.T("区县财政", "District")},
	{"unit", lang.T("责任单位", "The unit")},
	{"insurance", lang.T("保险", "Insurance")},
	{"donation", lang.T("社会捐赠", "Donation")},
	{"open", lang.T("待定", "Not settled")},
}

func titleOf(list []named, key string) lang.Text {
	if i := slices.IndexFunc(list, func(n named) bool { return n.key == key }); i >= 0 {
		return list[i].title
	}
	return lang.T(key, key)
}

// worth is a quantity at a price, rounded half up to the fen. Invalid says that it is too large to keep.
func worth(quantity, price Amount) (Amount, error) {
	n := new(big.Int).Mul(big.NewInt(int64(quantity)), big.NewInt(int64(price))) // millionths
	n.Add(n, big.NewInt(5000)).Div(n, big.NewInt(10_000))                        // fen
	n.Mul(n, big.NewInt(10))
	if !n.IsInt64() || n.Int64() > int64(exact.Most) {
		return 0, fail.Invalid("after.cost.large", "金额超过十亿元，请核对数量和单价", "it comes to more than a thousand million yuan; check quantity and price").At("price")
	}
	return Amount(n.Int64()), nil
}

// ledgerOf sums the lines that stand.
func ledgerOf(lines []CostLine) CostLedger {
	out := CostLedger{Lines: lines, Kinds: sums(costKinds, lines, func(l CostLine) string { return l.Kind }), Payers: sums(costPayers, lines, func(l CostLine) string { return l.Payer })}
	for _, l := range lines {
		switch {
		case l.Corrected != 0:
		case !l.Priced:
			out.Unpriced++
		default:
			out.Total += l.Amount
		}
	}
	return out
}

func sums(keys []named, lines []CostLine, of func(CostLine) string) []CostSum {
	out := []CostSum{}
	for _, k := range keys {
		x := CostSum{Key: k.key, Title: k.title}
		for _, l := range lines {
			if l.Corrected == 0 && of(l) == k.key {
				x.Lines++
				x.Amount += l.Amount
			}
		}
		if x.Lines > 0 {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b CostSum) int { return cmp.Compare(b.Amount, a.Amount) })
	return out
}

// CostRate is a price that a line is reckoned at. Those that are declared here are parameters that nobody verified; the bureau sets
// its own.
type CostRate struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Unit       string        `json:"unit"`
	Price      Amount        `json:"price"`
	Basis      string        `json:"basis"`
	Unverified bool          `json:"unverified" doc:"a parameter of the program that nobody has set"`
	At         clock.Instant `json:"changed_at"`
	By         string        `json:"changed_by"`
}

const unverified = "参数，未经核实"

// declaredRates are prices by the hour of forces. Goods have a rate only when the bureau set one: item:<code>.
var declaredRates = []CostRate{
	{ID: "force:rescue-team", Title: "救援队伍出动", Unit: "小时", Price: 2000 * exact.One, Basis: unverified, Unverified: true},
	{ID: "force:vehicle", Title: "车辆出动", Unit: "小时", Price: 300 * exact.One, Basis: unverified, Unverified: true},
	{ID: "force:expert", Title: "专家出动", Unit: "小时", Price: 200 * exact.One, Basis: unverified, Unverified: true},
}
