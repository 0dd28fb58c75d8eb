package citytest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/store"
	"anlan/internal/citytest"
)

// nonsense is a word that nothing in the city is called. What is injected must find as much as it does.
const nonsense = "zqxjkvwzqx"

// injections would change the meaning of a query, a filter or a path that is put together from text.
var injections = []string{
	`' OR '1'='1`, `" OR "1"="1`, `'; DROP TABLE register_element; --`, `') UNION SELECT password FROM identity_person --`, `%`, `_`, `%' --`, `\`, `\%`, `*`, `?`, `$1`, `[a-z]`, `.*`, `(`,
	`x' AND 1=CAST((SELECT 1) AS INTEGER) --`, `{"$ne":null}`, `$.kind`, "\u0000", "a\u0000b", "\ufeff", `../../../etc/passwd`, `..\..\windows`, `%2e%2e%2f`, `/etc/passwd`, `file:///etc/passwd`,
	"1;SELECT pg_sleep(9)", `1e999`, `NaN`, `-1`, `99999999999999999999`, `0x10`, "１２", "210106' --", "210106%", "2101__",
}

// TestNothingIsInjected is S10: every text and number in a query or a path of every operation that reads. What is no value
// of the parameter is refused, or finds what a word finds that means nothing; nothing fails inside, nothing waits.
func TestNothingIsInjected(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	f := plant(t, c)
	var doc spec
	c.OK("", "GET", "/openapi.json", nil, &doc)
	tried := 0
	for at, methods := range inOrder(doc.Paths) {
		op, ok := methods["get"]
		if !ok || at == "/api/events" {
			continue
		}
		t.Run(at, func(t *testing.T) {
			for _, login := range []string{"duty-210106", "officer-210106", "admin"} {
				for _, try := range injected(at, op, f) {
					if tried++; raced && tried%5 != 0 {
						continue
					}
					want := c.Do(login, "GET", try.plain, nil)
					got := c.Do(login, "GET", try.bent, nil)
					require.Less(t, got.Status, 500, "%s as %s: %s", try.bent, login, got.Body)
					require.NotContains(t, string(got.Body), "SQLSTATE", try.bent)
					n := found(got.Body)
					if got.Status >= 400 || n == 0 || try.literal != "" && bytes.Contains(got.Body, []byte(try.literal)) {
						continue
					}
					if try.cursor { // any text is a place in a list: what comes behind it was in the list already
						assert.LessOrEqual(t, n, found(want.Body), try.bent)
						continue
					}
					assert.Equal(t, found(want.Body), n, "%s as %s finds other things than %s", try.bent, login, try.plain)
				}
			}
		})
	}
	t.Logf("%d requests", tried)
	require.Greater(t, tried, 2000)
	var elements int
	require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM register_element").Scan(context.Background(), &elements))
	require.NotZero(t, elements)
}

// attempt is one request as it was bent, and the same with a word that means nothing (a list from its beginning for a
// cursor). What holds a literal was rightly found.
type attempt struct {
	plain, bent, literal string
	cursor               bool
}

// injected bends one parameter at a time.
func injected(at string, op operation, f foreign) []attempt {
	fill := func(name string) string {
		known := map[string]string{"z": "12", "x": "3451", "y": "1523.mvt", "layer": "enterprise", "act": "verify", "name": "command.incident"}
		if v, ok := known[name]; ok {
			return v
		}
		return f.ids[0]
	}
	var out []attempt
	base := url.Values{}
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			base.Set(p.Name, value(p.Name, p.Schema, map[string][]string{"lon": {"123.4"}, "lat": {"41.8"}, "kind": {"enterprise"}, "bbox": {"123,41,124,42"}}))
		}
	}
	address := func(bent, with string) string {
		target := param.ReplaceAllStringFunc(at, func(s string) string {
			if name := s[1 : len(s)-1]; name != bent {
				return url.PathEscape(fill(name))
			}
			return url.PathEscape(with)
		})
		q := url.Values{}
		for k, v := range base {
			q[k] = v
		}
		if !strings.Contains(at, "{"+bent+"}") {
			q.Set(bent, with)
		}
		return target + "?" + q.Encode()
	}
	for _, p := range op.Parameters {
		if p.In != "query" && p.In != "path" {
			continue
		}
		for _, s := range injections {
			if number := p.Schema.Type == "number" || p.Schema.Type == "integer" || p.Name == "area"; number && json.Valid([]byte(s)) {
				continue // a value
			}
			if p.In == "path" && path.Clean("/"+s) != "/"+s { // the mux answers with the clean path
				continue
			}
			if p.Name == "q" && !strings.ContainsAny(s, `'"%_\\*?$[{;/`) {
				continue // a word to search for, which may be spelled in more ways than one
			}
			a := attempt{plain: address(p.Name, nonsense), bent: address(p.Name, s)}
			if p.Name == "cursor" {
				a.plain, a.cursor = address(p.Name, ""), true
			}
			if !strings.ContainsAny(s, `%_'"\`) {
				a.literal = s
			}
			out = append(out, a)
		}
	}
	return out
}

// found is how many things an answer has, whatever words of the question it repeats.
func found(body []byte) int {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return len(body)
	}
	var count func(v any) int
	count = func(v any) int {
		n := 0
		switch x := v.(type) {
		case []any:
			n += len(x)
			for _, e := range x {
				n += count(e)
			}
		case map[string]any:
			for _, e := range x {
				n += count(e)
			}
		}
		return n
	}
	return count(v)
}

// forged marks what somebody puts into a body beside what the operation asks for.
const forged = "forged-zqxjkvw"

// TestRightsAreNotTakenFromTheBody is S3: every operation that writes, with fields that would raise rights or move the
// object, at every level of its body. They are refused, or nothing of them is kept anywhere.
func TestRightsAreNotTakenFromTheBody(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	f := plant(t, c)
	var doc spec
	c.OK("", "GET", "/openapi.json", nil, &doc)
	refused, taken, tried := 0, 0, 0
	for at, methods := range inOrder(doc.Paths) {
		for method, op := range inOrder(methods) {
			if method == "get" || op.RequestBody == nil || at == "/api/session" {
				continue
			}
			for kind, content := range inOrder(op.RequestBody.Content) {
				if !strings.Contains(kind, "json") {
					continue
				}
				t.Run(method+" "+at, func(t *testing.T) {
					body := doc.fill("", content.Schema, f)
					for _, field := range []string{"district", "role", "roles", "status", "stage", "owner", "owner_id", "created_by", "assignee_name", "permission", "is_admin", "demo"} {
						for _, bent := range forge(body, field) {
							b, err := json.Marshal(bent)
							require.NoError(t, err)
							for _, target := range own(at, f) {
								if tried++; raced && tried%5 != 0 {
									continue
								}
								a := c.Do("duty-210106", strings.ToUpper(method), target, string(b))
								require.Less(t, a.Status, 500, "%s %s %s: %s", method, target, b, a.Body)
								if a.Status < 300 {
									taken++
									require.False(t, bytes.Contains(a.Body, []byte(forged)), "%s %s takes %q: %s", method, target, field, a.Body)
								} else {
									refused++
								}
							}
						}
					}
				})
			}
		}
	}
	t.Logf("%d refused, %d went on without", refused, taken)
	require.Greater(t, refused, 500)
	for table, columns := range texts(t, c) {
		for _, column := range columns {
			var n int
			require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM "+table+" WHERE CAST("+column+" AS TEXT) LIKE ?", "%"+forged+"%").Scan(context.Background(), &n))
			require.Zero(t, n, "%s.%s keeps what was forged", table, column)
		}
	}
}

// forge puts the field into the body itself and into every object inside it, one at a time.
func forge(body any, field string) []any {
	var out []any
	var walk func(v any, put func(any) any)
	walk = func(v any, put func(any) any) {
		switch x := v.(type) {
		case map[string]any:
			if _, its := x[field]; !its {
				with := map[string]any{field: forged}
				for k, e := range x {
					with[k] = e
				}
				out = append(out, put(with))
			}
			for k, e := range inOrder(x) {
				walk(e, func(bent any) any {
					with := map[string]any{}
					for k2, e2 := range x {
						with[k2] = e2
					}
					with[k] = bent
					return put(with)
				})
			}
		case []any:
			for i, e := range x {
				walk(e, func(bent any) any {
					with := slices.Clone(x)
					with[i] = bent
					return put(with)
				})
			}
		}
	}
	walk(body, func(v any) any { return v })
	return out
}

// own fills a path with things that the caller may touch, a few of them.
func own(at string, f foreign) []string {
	all := targets(at, f)
	if len(all) > 6 {
		step := len(all) / 6
		var few []string
		for i := 0; i < len(all); i += step {
			few = append(few, all[i])
		}
		return few
	}
	return all
}

// texts are the columns of all tables.
func texts(t *testing.T, c *citytest.City) map[string][]string {
	query := "SELECT m.name AS t, p.name AS c FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
	if c.DB.Dialect() == store.Postgres {
		query = "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = current_schema() AND data_type <> 'bytea'"
	}
	var rows []struct {
		T string `bun:"t"`
		C string `bun:"c"`
	}
	require.NoError(t, c.DB.Read().NewRaw(query).Scan(context.Background(), &rows))
	out := map[string][]string{}
	for _, r := range rows {
		out[r.T] = append(out[r.T], `"`+r.C+`"`)
	}
	require.Greater(t, len(out), 20)
	return out
}
