package after

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
)

const costColumns = "n, kind, payer, about, quantity, unit, price, priced, amount, basis, voucher, spent_on, source, entered_at, entered_name, corrects, corrected, reason"

func costsOf(ctx context.Context, q store.Querier, review string) ([]CostLine, error) {
	out := []CostLine{}
	if err := q.NewRaw("SELECT "+costColumns+" FROM after_cost WHERE case_id = ? ORDER BY n", review).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("costs of %s: %w", review, err)
	}
	return out, nil
}

// addCost writes a line; its number is the next of the review, whose case the act has locked. done is false when a line of the
// same source stands already.
func addCost(ctx context.Context, t *procedure.Turn, l CostLine) (n int64, done bool, err error) {
	if err := t.Tx.NewRaw("SELECT COALESCE(MAX(n), 0) + 1 FROM after_cost WHERE case_id = ?", t.Case.ID).Scan(ctx, &n); err != nil {
		return 0, false, fmt.Errorf("costs of %s: %w", t.Case.ID, err)
	}
	r, err := t.Tx.NewRaw("INSERT INTO after_cost (case_id, "+costColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, source) WHERE source <> '' DO NOTHING",
		t.Case.ID, n, l.Kind, l.Payer, l.About, l.Quantity, l.Unit, l.Price, l.Priced, l.Amount, l.Basis, l.Voucher, l.Spent, l.Source, t.Now, t.By.Name, l.Corrects, l.Corrected, l.Reason).Exec(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("cost of %s: %w", t.Case.ID, err)
	}
	rows, err := r.RowsAffected()
	return n, rows == 1, err
}

func (s *System) costEntered(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[costForm](t)
	if f.Quantity == 0 {
		f.Quantity, f.Unit = 1, ""
	}
	quantity, price, amount, err := priced(f.Quantity, f.Price)
	if err != nil {
		return err
	}
	if day, err := calendar.ParseDate(f.Spent); err != nil || s.today().Before(day) {
		return fail.Invalid("after.cost.day", "发生日期不能晚于今天", "it cannot have been spent later than today").At("spent")
	}
	_, _, err = addCost(ctx, t, CostLine{Kind: f.Kind, Payer: f.Payer, About: f.About, Quantity: quantity, Unit: f.Unit, Price: price, Priced: true, Amount: amount, Basis: "登记", Voucher: f.Voucher, Spent: f.Spent})
	t.Note(map[string]any{"says": fmt.Sprintf("%s %s 元", f.About, amount)})
	return err
}

// priced reads a quantity and a price, and what both come to.
func priced(quantity, price float64) (q, p, amount Amount, err error) {
	if q, err = exact.Of(quantity); err != nil {
		return 0, 0, 0, atField(err, "quantity")
	}
	if p, err = exact.Amount(price); err != nil {
		return 0, 0, 0, atField(err, "price")
	}
	amount, err = worth(q, p)
	return q, p, amount, err
}

// atField names the field of a refusal; what is none stays as it is.
func atField(err error, field string) error {
	if f := fail.As(err); f != nil {
		return f.At(field)
	}
	return err
}

// costCorrected writes a line in the place of another, which stays.
func (s *System) costCorrected(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[correctCostForm](t)
	lines, err := costsOf(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(lines, func(l CostLine) bool { return l.N == int64(f.Line) })
	if i < 0 {
		return fail.Invalid("after.cost.unknown", "没有这笔费用", "there is no such line").At("line")
	}
	old := lines[i]
	if old.Corrected != 0 {
		return fail.Conflict("after.cost.corrected", fmt.Sprintf("该笔已由第 %d 笔更正，请更正最新的一笔", old.Corrected), fmt.Sprintf("line %d took its place; correct that one", old.Corrected)).At("line")
	}
	line := old
	line.Source, line.Corrects, line.Reason, line.Voucher, line.Payer, line.Priced, line.Basis = "", old.N, f.Reason, f.Voucher, f.Payer, true, "更正"
	if f.Quantity == 0 { // it was entered by mistake
		line.Quantity, line.Amount = 0, 0
		if line.Price, err = exact.Amount(f.Price); err != nil {
			return atField(err, "price")
		}
	} else if line.Quantity, line.Price, line.Amount, err = priced(f.Quantity, f.Price); err != nil {
		return err
	}
	n, _, err := addCost(ctx, t, line)
	if err != nil {
		return err
	}
	t.Note(map[string]any{"says": fmt.Sprintf("第 %d 笔 %s 元改为 %s 元；%s", old.N, old.Amount, line.Amount, f.Reason)})
	if _, err := t.Tx.NewRaw("UPDATE after_cost SET corrected = ? WHERE case_id = ? AND n = ?", n, t.Case.ID, old.N).Exec(ctx); err != nil {
		return fmt.Errorf("correct a cost of %s: %w", t.Case.ID, err)
	}
	return nil
}

// reckoned takes over what the ledgers tell: goods of settled requisitions that were used up, and hours of forces that were let go,
// each once.
func (s *System) reckoned(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	lines, err := s.fromLedgers(ctx, t.Tx, &a)
	if err != nil {
		return err
	}
	added, unpriced := 0, 0
	for _, l := range lines {
		_, done, err := addCost(ctx, t, l)
		if err != nil {
			return err
		}
		if done {
			added++
			if !l.Priced {
				unpriced++
			}
		}
	}
	says := fmt.Sprintf("新增 %d 笔", added)
	if unpriced > 0 {
		says += fmt.Sprintf("，其中 %d 笔缺单价", unpriced)
	}
	t.Note(map[string]any{"says": says})
	return nil
}

// fromLedgers are the lines that bookings and requisitions of an incident make at the rates of now.
func (s *System) fromLedgers(ctx context.Context, q store.Querier, a *Aftermath) ([]CostLine, error) {
	rates, err := s.rates(ctx, q)
	if err != nil {
		return nil, err
	}
	of := map[string]CostRate{}
	for _, r := range rates {
		of[r.ID] = r
	}
	forces, err := s.forceCosts(ctx, a, of)
	if err != nil {
		return nil, err
	}
	goods, err := s.goodsCosts(ctx, a.Incident, of)
	return append(goods, forces...), err
}

func (s *System) forceCosts(ctx context.Context, a *Aftermath, rates map[string]CostRate) ([]CostLine, error) {
	list, err := s.Dispatch.Bookings(ctx, dispatch.Query{Incident: a.Incident})
	if err != nil {
		return nil, err
	}
	var out []CostLine
	for _, b := range slices.Backward(list) {
		if b.EndedAt.IsZero() {
			continue
		}
		hours := hoursOf(b.Since, a.back(&b))
		if hours == 0 {
			continue
		}
		l := CostLine{Kind: "force", Payer: "open", About: b.Name + "出动", Quantity: hours, Unit: "小时", Spent: calendar.DateOf(b.Since.Time).String(), Source: "booking:" + b.ID}
		if err := l.at(rates["force:"+b.Kind]); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// hoursOf are hours to the tenth.
func hoursOf(from, to clock.Instant) Amount {
	return Amount(math.Round(to.Sub(from.Time).Hours()*10)) * exact.One / 10
}

// at sets the price of a rate; a line without one counts nothing until it is corrected.
func (l *CostLine) at(r CostRate) (err error) {
	if r.ID == "" {
		l.Basis = "缺单价"
		return nil
	}
	l.Price, l.Priced, l.Basis = r.Price, true, r.Basis
	l.Amount, err = worth(l.Quantity, r.Price)
	return err
}

func (s *System) goodsCosts(ctx context.Context, incident string, rates map[string]CostRate) ([]CostLine, error) {
	papers, _, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: requisitionProcedure, Root: incident, Closed: true, Limit: mostOut})
	if err != nil {
		return nil, err
	}
	var out []CostLine
	for _, c := range slices.Backward(papers) {
		var r heardRequisition
		if err := c.Load(&r); err != nil {
			return nil, err
		}
		for _, x := range r.Lines {
			if x.Used <= 0 {
				continue
			}
			l := CostLine{Kind: "goods", Payer: "open", About: x.Name + "（" + r.From + "）", Quantity: x.Used, Unit: x.Unit, Spent: calendar.DateOf(c.ChangedAt.Time).String(), Source: "goods:" + c.ID + ":" + x.Item}
			if err := l.at(rates["item:"+x.Item]); err != nil {
				return nil, err
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// rates are those that were declared or set, in order of their id.
func (s *System) rates(ctx context.Context, q store.Querier) ([]CostRate, error) {
	var rows []struct {
		ID    string        `bun:"id"`
		Price Amount        `bun:"price"`
		Basis string        `bun:"basis"`
		At    clock.Instant `bun:"changed_at"`
		By    string        `bun:"changed_name"`
	}
	if err := q.NewRaw("SELECT id, price, basis, changed_at, changed_name FROM after_rate").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("rates: %w", err)
	}
	out := slices.Clone(declaredRates)
	items, err := s.Stock.Items(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		i := slices.IndexFunc(out, func(d CostRate) bool { return d.ID == r.ID })
		if i < 0 {
			out, i = append(out, CostRate{ID: r.ID}), len(out)
			for _, m := range items {
				if "item:"+m.Code == r.ID {
					out[i].Title, out[i].Unit = m.Name, m.Unit
				}
			}
		}
		out[i].Price, out[i].Basis, out[i].Unverified, out[i].At, out[i].By = r.Price, r.Basis, false, r.At, r.By
	}
	slices.SortFunc(out, func(a, b CostRate) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}
