package procedure_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/archive"
	"anlan/internal/base/blob"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// unwatched are columns that nothing is held against: the watcher sets them without an entry, the sealer gives them, or
// they only sort.
var unwatched = map[string][]string{
	"procedure_clock": {"warn_at", "wake_at", "provisional"},
	"journal_entry":   {"arrival"},
	"procedure_pack":  {"person", "person_name", "at"}, // who loaded it, and when, is read from the journal alone
}

// finished is a case with something in every table: closed, with refusals, an archive and an answer of legal review;
// beside it one that waits for a signature, and one just opened.
func finished(t *testing.T) *lawful {
	t.Helper()
	l := newLawful(t)
	for _, s := range l.story() {
		require.NoError(t, s.do(), s.name)
		l.clock.Advance(time.Hour)
	}
	cases, _, err := l.e.Cases(l.ctx, l.who["a"], procedure.Filter{})
	require.NoError(t, err)
	require.True(t, cases[0].Closed)
	require.Error(t, l.do("b", cases[0].ID, "pay"), "too late, and refused")
	r, err := l.e.Recordings(l.ctx, l.who["head"], cases[0].ID)
	require.NoError(t, err)
	require.NotEmpty(t, r.Open)
	require.NoError(t, l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := l.e.AnswerFinding(ctx, tx, l.who["head"], cases[0].ID, r.Open[0].Key, "explained", "当日停电，另有两名见证人")
		return err
	}))
	waits, err := l.open("test.decree")
	require.NoError(t, err)
	require.NoError(t, l.upload("a", waits, "photo", "more pixels"))
	require.NoError(t, l.do("a", waits, "report"))
	require.NoError(t, l.do("a", waits, "decide"))
	require.NoError(t, l.sign("head", waits, "decide"))
	_, err = l.open("test.decree")
	require.NoError(t, err)
	own := strings.NewReplacer("test.law", "own.law", "T-", "O-").Replace(lawPack)
	require.NoError(t, l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := l.e.LoadPack(ctx, tx, l.who["a"], "own.yaml", []byte(own))
		return err
	}))
	require.Empty(t, l.audit(t))
	return l
}

type row map[string]any

func (l *lawful) rows(t require.TestingT, table string) []row {
	var out []map[string]any
	require.NoError(t, l.db.Read().NewRaw("SELECT * FROM "+table+" ORDER BY 1, 2, 3").Scan(l.ctx, &out))
	list := make([]row, 0, len(out))
	for _, r := range out {
		list = append(list, r)
	}
	return list
}

func (l *lawful) exec(sql string, args ...any) error {
	return l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw(sql, args...).Exec(ctx)
		return err
	})
}

// where is the condition that finds one row by all its columns.
func (r row) where() (string, []any) {
	var parts []string
	var args []any
	for _, k := range slices.Sorted(maps.Keys(r)) {
		if r[k] == nil {
			parts = append(parts, k+" IS NULL")
			continue
		}
		parts, args = append(parts, k+" = ?"), append(args, r[k])
	}
	return strings.Join(parts, " AND "), args
}

func (l *lawful) insert(table string, r row) error {
	keys := slices.Sorted(maps.Keys(r))
	var args []any
	for _, k := range keys {
		args = append(args, r[k])
	}
	return l.exec("INSERT INTO "+table+" ("+strings.Join(keys, ", ")+") VALUES (?"+strings.Repeat(", ?", len(keys)-1)+")", args...)
}

func (l *lawful) remove(table string, r row) error {
	w, args := r.where()
	return l.exec("DELETE FROM "+table+" WHERE "+w, args...)
}

// bent is a value that differs a little: a flipped letter, a moment an hour or a microsecond earlier.
func bent(t *rapid.T, v any) any {
	switch x := v.(type) {
	case bool:
		return !x
	case int64:
		return x - rapid.SampledFrom([]int64{1, -1, 3_600_000_000}).Draw(t, "by")
	case float64:
		return x + 0.0001
	case string:
		if x == "" {
			return "x"
		}
		letters := []rune(x)
		i := rapid.IntRange(0, len(letters)-1).Draw(t, "letter")
		letters[i] ^= 1
		if rapid.Bool().Draw(t, "cut") {
			letters = letters[:i]
		}
		return string(letters)
	default:
		return int64(1)
	}
}

// TestTamperingWithACaseIsNamed changes, removes, adds and exchanges rows of every table of a case at random places. Each
// time the journal's verification or the audit of cases says so; once it is put back, nothing is said.
func TestTamperingWithACaseIsNamed(t *testing.T) {
	l := finished(t)
	tables := []string{
		"procedure_case", "procedure_clock", "procedure_paper", "procedure_file", "procedure_past", "procedure_pending", "procedure_refusal", "procedure_archive", "procedure_moment",
		"procedure_answer", "procedure_pack", "journal_entry",
	}
	tried, refused := map[string]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SampledFrom(tables).Draw(t, "table")
		all := l.rows(t, table)
		require.NotEmpty(t, all, table)
		r := all[rapid.IntRange(0, len(all)-1).Draw(t, "row")]
		how := rapid.SampledFrom([]string{"change", "change", "change", "delete", "insert", "exchange"}).Draw(t, "how")
		var err error
		var back func() error
		what := how
		switch how {
		case "change":
			col := rapid.SampledFrom(slices.Sorted(maps.Keys(r))).Filter(func(c string) bool { return !slices.Contains(unwatched[table], c) }).Draw(t, "column")
			next := maps.Clone(r)
			next[col] = bent(t, r[col])
			what = fmt.Sprintf("%s: %v became %v", col, r[col], next[col])
			w, args := r.where()
			err = l.exec("UPDATE "+table+" SET "+col+" = ? WHERE "+w, append([]any{next[col]}, args...)...)
			back = func() error {
				w, args := next.where()
				return l.exec("UPDATE "+table+" SET "+col+" = ? WHERE "+w, append([]any{r[col]}, args...)...)
			}
		case "delete":
			err, back = l.remove(table, r), func() error { return l.insert(table, r) }
		case "insert":
			next := maps.Clone(r)
			for _, k := range []string{"id", "n", "part", "revision", "object_seq", "seq", "arrival", "key", "version", "number"} {
				if v, ok := next[k]; ok {
					switch x := v.(type) {
					case string:
						next[k] = x + "9"
					case int64:
						next[k] = x + 100
					}
				}
			}
			if table == "procedure_pending" { // one a case: it waits where nothing does
				next["case_id"] = l.rows(t, "procedure_case")[2]["id"]
			}
			err, back = l.insert(table, next), func() error { return l.remove(table, next) }
		case "exchange":
			o := all[rapid.IntRange(0, len(all)-1).Draw(t, "other")]
			col := map[string]string{"procedure_case": "data", "procedure_clock": "due_at", "procedure_paper": "model", "procedure_file": "hash", "procedure_past": "person", "journal_entry": "body"}[table]
			if col == "" || fmt.Sprint(o[col]) == fmt.Sprint(r[col]) {
				t.Skip("nothing to exchange")
			}
			a, b := maps.Clone(r), maps.Clone(o)
			a[col], b[col] = o[col], r[col]
			swap := func(old, put row) error {
				w, args := old.where()
				return l.exec("UPDATE "+table+" SET "+col+" = ? WHERE "+w, append([]any{put[col]}, args...)...)
			}
			what = "exchange of " + col
			if err = swap(r, a); err == nil {
				require.NoError(t, swap(o, b))
			}
			back = func() error {
				if err := swap(a, r); err != nil {
					return err
				}
				return swap(b, o)
			}
		}
		if err != nil { // a constraint of the database stands before it
			refused++
			t.Skip(err)
		}
		found := l.faults(t)
		require.NoError(t, back(), "%s %s", table, what)
		require.NotEmpty(t, found, "%s, %s: nobody noticed: %v", table, what, r)
		tried[table]++
	})
	require.Empty(t, l.faults(t), "all was put back")
	t.Logf("%v, %d refused by the database", tried, refused)
}

// TestCutChainOfOneCaseIsNamed takes entries off the end of one case's chain: who checks that case alone is told, by the
// number that is missing where the entry had one, by the case's own row where it had none yet.
func TestCutChainOfOneCaseIsNamed(t *testing.T) {
	l := finished(t)
	check := func(id string) []string {
		var out []string
		if _, err := l.j.VerifyCase(l.ctx, id, journal.Trust{}); err != nil {
			out = append(out, err.Error())
		}
		_, err := procedure.AuditOf(l.ctx, l.db, l.j, id, func(caseID, what string) { out = append(out, caseID+": "+what) })
		require.NoError(t, err)
		return out
	}
	cases, _, err := l.e.Cases(l.ctx, l.who["a"], procedure.Filter{})
	require.NoError(t, err)
	for _, c := range cases {
		require.Empty(t, check(c.ID))
		chain, err := l.j.Of(l.ctx, c.ID)
		require.NoError(t, err)
		last := chain[len(chain)-1]
		require.NotZero(t, last.Seq)
		for _, r := range l.rows(t, "journal_entry") {
			if r["object"] == c.ID && fmt.Sprint(r["object_seq"]) == fmt.Sprint(last.ObjectSeq) {
				require.NoError(t, l.remove("journal_entry", r))
				want := fmt.Sprintf("journal entry %d: missing", last.Seq)
				if len(chain) == 1 {
					want = "the journal never opened this case"
				}
				require.Contains(t, strings.Join(check(c.ID), "\n"), want)
				require.NoError(t, l.insert("journal_entry", r))
			}
		}
		require.Empty(t, check(c.ID))
	}
	id, err := l.open("test.decree")
	require.NoError(t, err)
	require.Empty(t, check(id), "its only entry waits for a number")
	require.NoError(t, l.upload("a", id, "photo", "pixels"))
	require.NoError(t, l.do("a", id, "report"))
	require.NoError(t, l.exec("DELETE FROM journal_entry WHERE object = ? AND seq IS NULL AND object_seq = (SELECT max(object_seq) FROM journal_entry WHERE object = ?)", id, id))
	require.NotEmpty(t, check(id), "its row is ahead of its chain")

	id, err = l.open("test.decree")
	require.NoError(t, err)
	for _, table := range []string{"procedure_clock", "procedure_past", "procedure_moment"} {
		require.NoError(t, l.exec("DELETE FROM "+table+" WHERE case_id = ?", id))
	}
	require.NoError(t, l.exec("DELETE FROM procedure_case WHERE id = ?", id))
	require.Contains(t, strings.Join(check(id), "\n"), "the case is missing")
}

// TestTamperingWithFilesIsNamed flips, cuts, lengthens and removes the files of a case on disk, and looks at its archive.
// The sums beside large files are no record: they are made anew when they do not fit.
func TestTamperingWithFilesIsNamed(t *testing.T) {
	l := finished(t)
	var files []string
	require.NoError(t, filepath.WalkDir(filepath.Join(l.root, "blobs"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.Contains(p, "incoming") && !strings.HasSuffix(p, ".sums") {
			files = append(files, p)
		}
		return err
	}))
	require.GreaterOrEqual(t, len(files), 2+5*2+1, "evidence, two of each writ, an archive")
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(files).Draw(t, "file")
		was, err := os.ReadFile(p)
		require.NoError(t, err)
		at := rapid.IntRange(0, len(was)-1).Draw(t, "at")
		is := slices.Clone(was)
		switch rapid.SampledFrom([]string{"flip", "cut", "lengthen", "remove"}).Draw(t, "how") {
		case "flip":
			is[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case "cut":
			is = is[:at]
		case "lengthen":
			is = append(is, 0)
		case "remove":
			is = nil
		}
		require.NoError(t, os.Remove(p))
		if is != nil {
			require.NoError(t, os.WriteFile(p, is, 0o600))
		}
		found := l.faults(t)
		_ = os.Remove(p)
		require.NoError(t, os.WriteFile(p, was, 0o600))
		require.NotEmpty(t, found, p)
	})
	require.Empty(t, l.faults(t))

	cases, _, err := l.e.Cases(l.ctx, l.who["a"], procedure.Filter{Closed: true})
	require.NoError(t, err)
	kept, err := l.e.Archives(l.ctx, l.who["a"], cases[0].ID)
	require.NoError(t, err)
	sealed, err := blob.Get(l.ctx, l.blobs, kept[0].Hash, 1<<30)
	require.NoError(t, err)
	_, err = archive.Verify(bytes.NewReader(sealed), int64(len(sealed)), archive.Trust{})
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		bad := slices.Clone(sealed)
		at := rapid.IntRange(0, len(bad)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "cut") {
			bad = bad[:at]
		} else {
			bad[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		if _, err := archive.Verify(bytes.NewReader(bad), int64(len(bad)), archive.Trust{}); err == nil {
			require.Equal(t, unpacked(t, sealed), unpacked(t, bad), "byte %d of %d is more than bookkeeping of the ZIP file", at, len(sealed))
		}
	})
}

// unpacked is what a reader finds in a ZIP file.
func unpacked(t require.TestingT, b []byte) map[string]string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		out[f.Name] = string(content)
	}
	return out
}
