package duty

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// PostFilter narrows a list of posts. Empty fields do not narrow. At asks for those in force then; a zero At for all.
type PostFilter struct {
	Area    string // prefix
	Line    Line
	Matter  string // it and those below it
	Role    string
	Contact string
	Element string
	Q       string // part of the person's name, the title or the document
	At      clock.Instant
}

// PostItem is a post with its person in words.
type PostItem struct {
	Post
	Who Who `json:"who"`
}

// Posts lists posts in the scope in order of area, matter, line and role, from behind the cursor (Next of the page
// before) on. It reads memory alone.
func (e *Engine) Posts(scope identity.Scope, f PostFilter, cursor string, limit int) (items []PostItem, next string, total int) {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	within := scope.Within(f.Area)
	var found []*Post
	for _, p := range e.index.posts {
		if within.Contains(p.Area) && e.matches(p, f) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b *Post) int { return strings.Compare(order(a), order(b)) })
	items = []PostItem{}
	for i, p := range found {
		if order(p) <= cursor {
			continue
		}
		if len(items) == limit {
			return items, order(found[i-1]), len(found)
		}
		items = append(items, PostItem{*p, e.index.who(p.Contact)})
	}
	return items, "", len(found)
}

// order is the place of a post in lists, as a cursor.
func order(p *Post) string {
	return p.Area + "/" + p.Matter + "/" + string(p.Line) + "/" + string(rune('a'+rankOf(p.Role))) + "/" + p.ID
}

func (e *Engine) matches(p *Post, f PostFilter) bool {
	switch {
	case f.Line != "" && p.Line != f.Line, f.Role != "" && p.Role != f.Role, f.Contact != "" && p.Contact != f.Contact, f.Element != "" && p.Element != f.Element:
		return false
	case f.Matter != "" && p.Matter != f.Matter && e.matters.byCode[p.Matter] != nil && e.matters.byCode[p.Matter].Parent != f.Matter:
		return false
	case !f.At.IsZero() && !p.inForce(f.At.UnixMicro()):
		return false
	}
	return f.Q == "" || strings.Contains(p.Title+" "+p.DocNumber+" "+e.index.contacts[p.Contact].Name, f.Q)
}

// Post finds one post in the scope.
func (e *Engine) Post(scope identity.Scope, post string) (PostItem, error) {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	p, ok := e.index.posts[post]
	if !ok || !scope.Contains(p.Area) {
		return PostItem{}, errNoPost
	}
	return PostItem{*p, e.index.who(p.Contact)}, nil
}

// Past is a post as it was recorded before a change.
type Past struct {
	EndedAt clock.Instant `json:"ended_at"`
	EndedBy string        `json:"ended_by"`
	Post    Post          `json:"post"`
}

// PostHistory is what a post was before each change, newest first, as far as it lay in the scope, and those who held it
// before and after by being handed over.
func (e *Engine) PostHistory(ctx context.Context, scope identity.Scope, post string) ([]Past, []PostItem, error) {
	if _, err := e.Post(scope, post); err != nil {
		return nil, nil, err
	}
	var rows []struct {
		Area    string        `bun:"area"`
		EndedAt clock.Instant `bun:"ended_at"`
		EndedBy string        `bun:"ended_by"`
		Content string        `bun:"content"`
	}
	err := e.DB.Read().NewRaw("SELECT area, ended_at, ended_by, content FROM duty_post_version WHERE id = ? ORDER BY version DESC", post).Scan(ctx, &rows)
	if err != nil {
		return nil, nil, fmt.Errorf("history of post %s: %w", post, err)
	}
	out := []Past{}
	for _, r := range rows {
		if !scope.Contains(r.Area) {
			continue
		}
		p := Past{EndedAt: r.EndedAt, EndedBy: r.EndedBy}
		if err := json.Unmarshal([]byte(r.Content), &p.Post); err != nil {
			return nil, nil, fmt.Errorf("history of post %s: %w", post, err)
		}
		out = append(out, p)
	}
	return out, e.chain(scope, post), nil
}

// chain is who held a post one after the other, the first first.
func (e *Engine) chain(scope identity.Scope, post string) []PostItem {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	first := e.index.posts[post]
	for range e.index.posts {
		before, ok := e.index.posts[first.Follows]
		if !ok {
			break
		}
		first = before
	}
	in, out := map[string]bool{first.ID: true}, []PostItem{}
	for grown := true; grown; {
		grown = false
		for _, p := range e.index.posts {
			if in[p.Follows] && !in[p.ID] {
				in[p.ID], grown = true, true
			}
		}
	}
	for member := range in {
		if p := e.index.posts[member]; scope.Contains(p.Area) {
			out = append(out, PostItem{*p, e.index.who(p.Contact)})
		}
	}
	slices.SortFunc(out, func(a, b PostItem) int { return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.ID, b.ID)) })
	return out
}
