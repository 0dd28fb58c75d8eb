package register

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// MaxPage is the most that one page of a list holds.
const MaxPage = 500

// Query asks for a page of elements. Empty fields do not narrow. Cursor is Next of the page before; Limit is 50 when 0.
type Query struct {
	Kind   string
	Area   string
	Risk   Risk
	Parent string
	Q      string        // part of the name
	Where  []Cond        // attributes of the kind
	At     clock.Instant // as it was known then; zero is now
	Limit  int
	Cursor string
}

// Page is a page of elements in order of area and id; Next is "" on the last.
type Page struct {
	Items []Element `json:"items"`
	Next  string    `json:"next"`
}

// Find returns one element. It fails with NotFound when there is none in the scope.
func (r *Register) Find(ctx context.Context, scope identity.Scope, elementID string) (Element, error) {
	found, err := r.FindAll(ctx, scope, elementID)
	if err != nil {
		return Element{}, err
	}
	if len(found) == 0 {
		return Element{}, errUnknown
	}
	return found[0], nil
}

// FindAll returns the elements with these ids that lie in the scope, in the order asked; others are left out.
func (r *Register) FindAll(ctx context.Context, scope identity.Scope, ids ...string) ([]Element, error) {
	if len(ids) == 0 {
		return []Element{}, nil
	}
	byID := make(map[string]Element, len(ids))
	for some := range slices.Chunk(ids, mostIDs) {
		in, args := scope.SQL("area")
		marks, values := anyOf(some)
		var rows []Element
		if err := r.db.Find(ctx, &rows, "SELECT "+elementColumns+" FROM register_element WHERE id IN ("+marks+") AND "+in, append(values, args...)...); err != nil {
			return nil, fmt.Errorf("find elements: %w", err)
		}
		for _, e := range rows {
			byID[e.ID] = e
		}
	}
	out := make([]Element, 0, len(byID))
	for _, i := range ids {
		if e, ok := byID[i]; ok {
			out = append(out, e)
			delete(byID, i)
		}
	}
	return out, nil
}

// mostIDs is how many ids one statement asks for.
const mostIDs = 512

// anyOf are marks and values for up to mostIDs ids. There are as many as the next power of two, the last one again and
// again: so the statements are few and can be kept prepared.
func anyOf(ids []string) (marks string, values []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	values = make([]any, n)
	for i := range values {
		values[i] = ids[min(i, len(ids)-1)]
	}
	return strings.Repeat("?, ", n-1) + "?", values
}

// All returns every element that the query asks for, page after page; Limit and Cursor are not looked at.
func (r *Register) All(ctx context.Context, scope identity.Scope, q Query) ([]Element, error) {
	var out []Element
	for q.Limit, q.Cursor = MaxPage, ""; ; {
		page, err := r.List(ctx, scope, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		q.Cursor = page.Next
	}
}

// List returns a page of elements in the scope. It fails with Invalid for a limit or cursor that is not one.
func (r *Register) List(ctx context.Context, scope identity.Scope, q Query) (Page, error) {
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return Page{}, err
	}
	switch {
	case q.Limit == 0:
		q.Limit = 50
	case q.Limit < 0 || q.Limit > MaxPage:
		return Page{}, fail.Invalid("register.limit", fmt.Sprintf("每页 1 至 %d 条", MaxPage), fmt.Sprintf("a page holds 1 to %d items", MaxPage)).At("limit")
	}
	scope = scope.Within(q.Area)
	if q.At.IsZero() && q.Parent == "" && len(q.Where) == 0 {
		return r.pageByIndex(ctx, scope, q, after)
	}
	page := r.page
	if !q.At.IsZero() {
		page = r.pageAt
	}
	rows, err := page(ctx, scope, q, after)
	if err != nil {
		return Page{}, err
	}
	p := Page{Items: rows}
	if len(rows) > q.Limit {
		p.Items = rows[:q.Limit]
		p.Next = cursorOf(p.Items[q.Limit-1].item())
	}
	return p, nil
}

func cursorOf(last Item) string { return last.Area + "/" + last.ID }

// pageByIndex is a page in the order of the index. What is taken out while it is read is left out of it, and there may still be
// another page.
func (r *Register) pageByIndex(ctx context.Context, scope identity.Scope, q Query, after Key) (p Page, err error) {
	f := Filter{Area: q.Area, Risk: q.Risk, Q: q.Q}
	var items []Item
	if q.Q == "" {
		items = r.index.Page(scope, q.Kind, f, after, q.Limit+1)
	} else {
		items, _ = r.index.Search(scope, q.Kind, f, after, q.Limit+1)
	}
	if len(items) > q.Limit {
		items = items[:q.Limit]
		p.Next = cursorOf(items[q.Limit-1])
	}
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	p.Items, err = r.Recall(ctx, scope, ids...)
	return p, err
}

// page returns one row more than the limit when there is one.
func (r *Register) page(ctx context.Context, scope identity.Scope, q Query, after Key) ([]Element, error) {
	where, args := r.narrow(scope, q, after, document{r.db.Dialect(), "attrs", nil})
	rows := []Element{}
	query := "SELECT " + elementColumns + " FROM register_element WHERE " + where + " ORDER BY area, id LIMIT ?"
	args = append(args, q.Limit+1)
	var err error
	if len(q.Where) == 0 { // of these there are few
		err = r.db.Find(ctx, &rows, query, args...)
	} else {
		err = r.db.Read().NewRaw(query, args...).Scan(ctx, &rows)
	}
	if err != nil {
		return nil, fmt.Errorf("list elements: %w", err)
	}
	return rows, nil
}

// narrow is what a query asks, in SQL, of the elements of now or of those in the history.
func (r *Register) narrow(scope identity.Scope, q Query, after Key, d document) (where string, args []any) {
	where, args = scope.SQL("area")
	and := func(cond string, a ...any) { where, args = where+" AND "+cond, append(args, a...) }
	column := func(name string) string { return name }
	if d.column == "content" {
		column = document{d.dialect, d.column, nil}.text
	}
	if q.Kind != "" {
		and("kind = ?", q.Kind)
	}
	if q.Risk != "" {
		and(column("risk")+" = ?", string(q.Risk))
	}
	if q.Parent != "" {
		and(column("parent")+" = ? AND "+column("parent")+" <> ''", q.Parent) // the index leaves out elements without one
	}
	if q.Q != "" {
		and("lower("+column("name")+")"+store.Like, store.Part(strings.ToLower(q.Q)))
	}
	for _, c := range q.Where {
		cond, values := c.sql(d)
		and(cond, values...)
	}
	if after != (Key{}) {
		and("(area > ? OR (area = ? AND id > ?))", after.Area, after.Area, after.ID)
		and("area >= ?", after.Area)
	}
	return where, args
}

func parseCursor(s string) (Key, error) {
	if s == "" {
		return Key{}, nil
	}
	area, elementID, ok := strings.Cut(s, "/")
	if !ok || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return Key{}, fail.Invalid("register.cursor", "翻页标记无效", "the cursor is not valid").At("cursor")
	}
	return Key{area, elementID}, nil
}

// NearWhere returns the k nearest elements of a kind that match, nearest first, with their distance in metres, within
// reach metres (0: any). match sees the whole element, so it can ask for attributes; it is called from the nearest
// outward until k are found.
func (r *Register) NearWhere(ctx context.Context, scope identity.Scope, kind string, p geo.Point, k int, reach float64, match func(Element) bool) ([]Found, error) {
	out := []Found{}
	for step, seen := max(16, 4*k), 0; len(out) < k; step *= 4 {
		var ids []string
		var distance []float64
		n := 0
		r.index.EachNear(scope, kind, p, reach, Filter{}, func(i Near) bool {
			if n++; n > seen {
				ids, distance = append(ids, i.ID), append(distance, i.Distance)
			}
			return n < seen+step
		})
		found, err := r.FindAll(ctx, scope, ids...)
		if err != nil {
			return nil, err
		}
		at := map[string]float64{}
		for i, elementID := range ids {
			at[elementID] = distance[i]
		}
		for _, e := range found {
			if len(out) < k && match(e) {
				out = append(out, Found{e, at[e.ID]})
			}
		}
		if len(ids) < step {
			break
		}
		seen += step
	}
	return out, nil
}

// Found is an element with its distance in metres.
type Found struct {
	Element
	Distance float64 `json:"distance"`
}
