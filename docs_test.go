package anlan_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write generated parts of documents")

// pages are the documents: path and text.
func pages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, walk(func(p string) error {
		if !strings.HasSuffix(p, ".md") {
			return nil
		}
		b, err := os.ReadFile(p)
		out[p] = string(b)
		return err
	}))
	require.NotEmpty(t, out["README.md"])
	return out
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	ticked   = regexp.MustCompile("`((?:internal|cmd|web|docs|scripts|tools)/[A-Za-z0-9_./-]*)`")
	target   = regexp.MustCompile("`make ([a-z ]+)`")
	testName = regexp.MustCompile("`(Test[A-Z][A-Za-z0-9]*|Fuzz[A-Z][A-Za-z0-9]*)`")
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

func TestDocsLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			to, anchor, _ := strings.Cut(m[1], "#")
			at := page
			if to != "" {
				at = path.Join(path.Dir(page), to)
			}
			if _, err := os.Stat(at); err != nil {
				t.Errorf("%s: link to %s leads nowhere", page, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(all[at]), anchor) {
				t.Errorf("%s: %s has no heading #%s", page, at, anchor)
			}
		}
	}
}

// anchors are the names by which headings are linked.
func anchors(text string) []string {
	var out []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		var b strings.Builder
		for _, r := range strings.ToLower(m[1]) {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				b.WriteRune(r)
			case r == ' ':
				b.WriteByte('-')
			}
		}
		out = append(out, b.String())
	}
	return out
}

func TestDocsNamePathsTargetsAndTestsThatExist(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	require.NoError(t, err)
	tests := map[string]bool{}
	for _, f := range files(t) {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test {
				tests[fn.Name.Name] = true
			}
		}
	}
	for page, text := range pages(t) {
		for _, m := range ticked.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %s, which is not there", page, m[1])
			}
		}
		for _, m := range target.FindAllStringSubmatch(text, -1) {
			for _, name := range strings.Fields(m[1]) {
				if !bytes.Contains(makefile, []byte("\n"+name+":")) {
					t.Errorf("%s names make %s, which the Makefile does not have", page, name)
				}
			}
		}
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which no test is called", page, m[1])
			}
		}
	}
}

// The repository speaks of the product alone: no paths of somebody's machine, no hosts that stand in for registries.
var notOurs = regexp.MustCompile(`(^|[\s"'=:(])/(wor[k]|roo[t]|hom[e]|User[s])/[a-z]|goproxy\.(c[n]|i[o])|npmmirro[r]|regis[t]ry\.(?:yarnpkg|npm\.taobao)|verdacci[o]|artifactor[y]`)

func TestDocsHaveNoMachinePaths(t *testing.T) {
	require.NoError(t, walk(func(p string) error {
		b, err := os.ReadFile(p)
		if err != nil || bytes.IndexByte(b[:min(len(b), 8000)], 0) >= 0 || !utf8.Valid(b) {
			return err
		}
		for i, line := range bytes.Split(b, []byte("\n")) {
			if m := notOurs.Find(line); m != nil {
				t.Errorf("%s:%d holds %q", p, i+1, m)
			}
		}
		return nil
	}))
}

const (
	listBegin = "<!-- packages: written by `make gen` from the package comments -->\n"
	listEnd   = "<!-- end of packages -->\n"
)

// The list of packages in docs/architecture.md is what their own first sentences say.
func TestDocsListPackages(t *testing.T) {
	const page = "docs/architecture.md"
	b, err := os.ReadFile(page)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(b), listBegin)
	require.True(t, ok, "%s has lost its list", page)
	have, tail, ok := strings.Cut(rest, listEnd)
	require.True(t, ok, "%s has lost the end of its list", page)
	want := packageList(t)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(head+listBegin+want+listEnd+tail), 0o644))
		return
	}
	require.Equal(t, want, have, "run: make gen")
}

func packageList(t *testing.T) string {
	t.Helper()
	said := map[string]string{}
	for _, f := range files(t) {
		if f.syntax.Doc != nil && !f.test && f.pkg != "." {
			text := new(doc.Package).Synopsis(f.syntax.Doc.Text())
			for _, word := range []string{"Package ", "Command "} {
				text = strings.TrimPrefix(text, word+path.Base(f.pkg)+" ")
			}
			said[f.pkg] = text
		}
	}
	var names []string
	for name := range said {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	b.WriteString("| package | what it does |\n| --- | --- |\n")
	for _, name := range names {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, strings.ReplaceAll(said[name], "|", "\\|"))
	}
	return b.String()
}

// rank sorts packages by floor, from the ground up.
func rank(pkg string) int {
	floor, _, _ := strings.Cut(pkg, "/")
	return slices.Index([]string{"base", "connect", "model", "engine", "law", "system", "demo", "app", "citytest", "probe", "bench", "cmd", "web"}, floor)
}

// A term has one identifier and an identifier one term; what is to be avoided is not itself a term.
func TestDocsGlossaryIsOneToOne(t *testing.T) {
	b, err := os.ReadFile("docs/glossary.md")
	require.NoError(t, err)
	terms, ids := map[string]bool{}, map[string]bool{}
	row := regexp.MustCompile("(?m)^\\| ([^|]+) \\| `([^`]+)` \\| ([^|]+) \\| ([^|]*) \\|$")
	for _, m := range row.FindAllStringSubmatch(string(b), -1) {
		require.False(t, terms[m[1]], "%s stands twice", m[1])
		require.False(t, ids[m[2]], "%s stands twice", m[2])
		require.Regexp(t, `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`, m[2])
		terms[m[1]], ids[m[2]] = true, true
	}
	require.Greater(t, len(terms), 70)
	for _, m := range row.FindAllStringSubmatch(string(b), -1) {
		for _, avoid := range strings.Split(m[4], ", ") {
			require.False(t, ids[avoid], "%s: %s is to be avoided and is an identifier", m[2], avoid)
		}
	}
}
