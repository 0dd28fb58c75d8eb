package procedure

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
)

// What the tables hold of a case beside its row stands as sums in each journal entry of the case ("tables"), so that a
// clock, a writ, a signature or a past act that was changed beside the engine is found (Audit). Left out is what the
// watcher sets without an entry: when a clock warns and wakes, and whether it is provisional.

// sum hashes parts so that no two lists of parts have one hash.
func sum(parts ...any) string {
	b := make([]byte, 0, 512)
	for _, p := range parts {
		b = addPart(b, p)
	}
	return hexSum(b)
}

func hexSum(b []byte) string {
	h := sm3.Sum(b)
	return hex.EncodeToString(h[:])
}

// addPart adds a part with its length before it.
func addPart(b []byte, part any) []byte {
	var number [24]byte
	n := number[:0]
	switch v := part.(type) {
	case string:
		return addText(b, v)
	case clock.Instant:
		return addInstant(b, v)
	case int:
		n = strconv.AppendInt(n, int64(v), 10)
	case int64:
		n = strconv.AppendInt(n, v, 10)
	case bool:
		n = strconv.AppendBool(n, v)
	case *float64:
		if v != nil {
			return addText(b, strconv.FormatFloat(*v, 'g', -1, 64))
		}
	default:
		return addText(b, fmt.Sprint(v))
	}
	return addNumber(b, n)
}

// addInstant adds microseconds since 1970, and nothing for the zero moment.
func addInstant(b []byte, at clock.Instant) []byte {
	var number [24]byte
	n := number[:0]
	if !at.IsZero() {
		n = strconv.AppendInt(n, at.UnixMicro(), 10)
	}
	return addNumber(b, n)
}

func addNumber(b, digits []byte) []byte {
	b = append(strconv.AppendInt(b, int64(len(digits)), 10), ':')
	return append(b, digits...)
}

func addText(b []byte, s string) []byte {
	b = append(strconv.AppendInt(b, int64(len(s)), 10), ':')
	return append(b, s...)
}

// sumRows is the sum of rows that are parts already; "" for none.
func sumRows(kind string, rows [][]any) string {
	if len(rows) == 0 {
		return ""
	}
	all := []any{"anlan." + kind + ".1"}
	for _, r := range rows {
		all = append(all, sum(r...))
	}
	return sum(all...)
}

// tables are the sums of the clocks, the writs and the pending act of a case. Empty tables are left out.
func tables(clocks []ClockRow, papers []Paper, p *Pending) map[string]string {
	out := map[string]string{}
	add := func(kind string, rows [][]any) {
		if s := sumRows(kind, rows); s != "" {
			out[kind] = s
		}
	}
	if len(clocks) > 0 {
		out["clocks"] = sumClocks(clocks)
	}
	add("writs", paperParts(papers))
	if p != nil {
		add("pending", [][]any{{p.Act, p.Form, p.Person, p.PersonName, p.At, p.Signatures}})
	}
	return out
}

// sumClocks is the sum of the clocks of a case, whatever their order: an act has it made anew of all of them.
func sumClocks(rows []ClockRow) string {
	order := make([]*ClockRow, len(rows))
	for i := range rows {
		order[i] = &rows[i]
	}
	slices.SortFunc(order, func(a, b *ClockRow) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.N, b.N)) })
	all, b := addText(make([]byte, 0, 20+67*len(rows)), "anlan.clocks.1"), make([]byte, 0, 640)
	for _, r := range order {
		b = b[:0]
		for _, s := range [...]string{r.Name, strconv.Itoa(r.N), r.Procedure, r.Rule, r.Spec, strconv.FormatBool(r.Party)} {
			b = addText(b, s)
		}
		b = addInstant(addInstant(b, r.StartedAt), r.FixedAt)
		b = addInstant(addText(addText(b, r.Pauses), r.Grants), r.DueAt)
		b = addInstant(addText(b, string(r.State)), r.StoppedAt)
		for _, s := range [...]string{r.Area, r.District, r.Department, r.Assignee} {
			b = addText(b, s)
		}
		all = addText(all, hexSum(b))
	}
	return hexSum(all)
}

func paperParts(rows []Paper) [][]any {
	out := make([][]any, 0, len(rows))
	for _, p := range rows {
		public := ""
		if p.Public != "" {
			public = sum(p.Public)
		}
		out = append(out, []any{p.ID, p.N, p.Writ, p.Act, p.Number, p.Title, p.ModelHash, p.DOCXHash, p.HTMLHash, p.State, p.At, p.Person, p.PersonName, p.ServedAt, p.ServedHow, p.PublishedAt, p.WithdrawnAt, public})
	}
	return out
}

// sumPast is the sum of who did and signed one act.
func sumPast(rows []Done) string {
	out := make([][]any, 0, len(rows))
	for _, d := range rows {
		out = append(out, []any{d.Revision, d.Act, d.Person, d.Name, d.At, d.Moment, d.Stage, d.Role})
	}
	return sumRows("past", out)
}

// sumMoments is the sum of the moments that one act wants on film.
func sumMoments(rows []momentRow) string {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b momentRow) int { return cmp.Compare(a.Key, b.Key) })
	out := make([][]any, 0, len(rows))
	for _, m := range rows {
		out = append(out, []any{m.Revision, m.Key, m.Act, m.Zh, m.En, m.Law, m.Article, m.From, m.To})
	}
	return sumRows("moments", out)
}

func (a FindingAnswer) sum() string {
	return sum("anlan.answer.1", a.ID, a.Case, a.Finding, a.Verdict, a.Text, a.Person, a.PersonName, a.At)
}

func (f File) sum() string {
	return sum("anlan.file.1", f.ID, f.Case, f.Name, f.Kind, f.Note, f.Type, f.Size, f.Hash, f.Device, f.Began, f.Ended, f.Lon, f.Lat, f.Person, f.PersonName, f.At)
}

func (r Refusal) sum() string {
	return sum("anlan.refusal.1", r.ID, r.Case, r.Act, r.Rule, r.Code, r.Text, r.Law, r.Article, r.Field, r.Person, r.PersonName, r.At)
}

func (a Archived) sum() string {
	return sum("anlan.archived.1", a.ID, a.Case, a.Revision, a.Hash, a.Size, a.Manifest, a.Person, a.PersonName, a.At)
}

// sums are the tables of a case as its turn leaves them.
func (t *Turn) sums(ctx context.Context) (map[string]string, error) {
	var p *Pending
	if t.Case.Pending != "" {
		var err error
		if p, err = pendingOf(ctx, t.Tx, t.Case.ID); err != nil {
			return nil, err
		}
	}
	return tables(t.spans, t.paper, p), nil
}
