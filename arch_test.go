// Package anlan_test holds the rules of the whole repository: which package may import which, what may be called where,
// how large a file may grow, and that the documents tell the truth. Each rule is a row with its reason; a new edge is one
// changed line, seen in review.
package anlan_test

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// floor is what the packages that match may import. Patterns are below anlan/internal unless they begin with cmd or web;
// "x/..." is x and everything below it. The first row that matches a package is its row.
type floor struct {
	pkg   string
	may   []string // other packages of ours
	third []string // packages of others; "*" for all that go.mod has (see onlyThere)
	why   string
}

var floors = []floor{
	{"base/journal/proof", nil, []string{"github.com/emmansun/gmsm"}, "pure: outsiders check with it alone"},
	{"base/archive", []string{"base/fail", "base/journal/proof"}, []string{"github.com/emmansun/gmsm"}, "pure but for the ZIP: the verifier is made of it"},
	{"base/archive/verifier", []string{"base/archive"}, nil, "the built verifiers as items of an archive"},
	{"base/...", []string{"base/..."}, []string{"*"}, "mechanism without domain nouns; Go itself refuses cycles"},
	{"connect/connecttest", []string{"connect"}, nil, "what the tests of codecs share: frames from files, streams cut anywhere"},
	{"connect/...", []string{"base/fail", "base/geo", "base/lang", "connect"}, []string{"golang.org/x/text", "google.golang.org/protobuf/encoding/protowire"}, "pure codecs: bytes in, values out; old Chinese protocols need GBK, Sparkplug the wire form of protobuf"},
	{"model/draw", []string{"base/fail", "base/lang"}, []string{"github.com/emmansun/gmsm"}, "pure: outsiders draw again with it alone"},
	{"model/...", []string{"base/fail", "base/geo", "base/lang"}, nil, "pure models: numbers in, values out"},
	{"engine/register", []string{"base/..."}, []string{"*"}, "the lowest engine: everything happens at a place in the city"},
	{"engine/register/exchange", []string{"base/...", "engine/register"}, []string{"*"}, "tables in and out of the register"},
	{"engine/duty", []string{"base/...", "engine/register"}, []string{"*"}, "who answers depends on the place"},
	{"engine/reach", []string{"base/..."}, []string{"*"}, "one message to many receivers: it knows neither the city nor who answers in it"},
	{"engine/stock", []string{"base/..."}, []string{"*"}, "a ledger of goods at places: it knows neither what stands there nor who asks"},
	{"engine/dispatch", []string{"base/...", "engine/register"}, []string{"*"}, "who can help is an element of the register; it knows no incident but by its id, and no goods"},
	{"engine/plan", []string{"base/..."}, []string{"go.yaml.in/yaml/v3"}, "pure: plans as data, what they turn into, and what is wrong with them; it asks the city by an interface"},
	{"engine/signal/rule", []string{"base/fail"}, []string{"github.com/expr-lang/expr"}, "pure: values in, what is to be raised out; what is live is what was simulated"},
	{"engine/signal", []string{"base/...", "engine/register", "engine/duty", "engine/signal/rule"}, []string{"*"}, "an alarm names its element and who must hear of it"},
	{"engine/procedure/term", []string{"base/calendar", "base/fail", "base/lang"}, nil, "pure: how the law counts time"},
	{"engine/procedure/rule", []string{"base/...", "engine/procedure/term"}, []string{"*"}, "law as data: a rule knows values, not what they are for"},
	{"engine/procedure/discretion", []string{"base/calendar", "base/fail", "base/lang"}, []string{"go.yaml.in/yaml/v3"}, "pure: how a penalty is computed; its data is read strictly"},
	{"engine/procedure/recording", []string{"base/fail", "base/lang"}, nil, "pure: what was filmed against what had to be"},
	{"engine/procedure/...", []string{"base/...", "engine/register", "engine/duty", "engine/procedure/..."}, []string{"*"}, "a case lies in an area and is answered by somebody"},
	{"engine/figure", []string{"base/...", "engine/register"}, []string{"*"}, "figures are queries by area"},
	{"law/office", []string{"base/...", "engine/...", "law/writ"}, []string{"*"}, "what the systems share whose cases bind the bureau: its offices and officers, as writs name them"},
	{"law/lawtest", []string{"base/...", "engine/...", "law/...", "system"}, []string{"*"}, "the stage on which the tests of those systems play"},
	{"law/...", []string{"base/...", "law/...", "engine/procedure/rule", "engine/procedure/term", "engine/procedure/discretion"}, []string{"*"}, "the law of the land as data and forms: rule packs, benchmarks and writs; engines stay without a word of it"},
	{"system", []string{"base/...", "engine/..."}, []string{"*"}, "the contract of systems names definitions of engines"},
	{"system/systemtest", []string{"base/...", "engine/...", "system"}, []string{"*"}, "the stage on which the tests of systems that hear devices play"},
	{"system/...", []string{"base/...", "engine/...", "law/...", "connect/...", "model/...", "system", "system/systemtest"}, []string{"*"}, "no other system: they meet through engines and events"},
	{"demo/...", []string{"base/...", "engine/...", "law/...", "connect/...", "system", "demo/..."}, []string{"*"}, "fills the engines and plays devices for the roles of package system; no system knows of it"},
	{"app", []string{"base/...", "engine/...", "law/...", "system/...", "connect/...", "demo/...", "anlan/web"}, []string{"*"}, "puts everything together"},
	{"citytest/...", []string{"base/...", "engine/...", "law/...", "system/...", "connect/...", "model/draw", "demo/...", "app", "citytest/..."}, []string{"*"}, "a whole city in a test"},
	{"probe", nil, []string{"github.com/eclipse/paho.mqtt.golang"}, "meets the server from outside, so it knows nothing of its inside"},
	{"fault", []string{"probe"}, []string{"*"}, "tests of the real binary as a process"},
	{"bench", []string{"probe"}, []string{"*"}, "measures the real binary from outside"},
	{"bench/city", []string{"probe", "base/geo"}, []string{"*"}, "measures the map's questions from outside, beside bare statements"},
	{"bench/law", []string{"probe", "base/...", "engine/...", "law/..."}, []string{"*"}, "measures the engine itself beside the bare database"},
	{"bench/signal", []string{"probe"}, []string{"*"}, "measures from devices to alarms from outside, beside brokers that do nothing else"},
	{"bench/exchange", []string{"base/...", "engine/..."}, []string{"*"}, "measures the import into the register, on both databases"},
	{"bench/alarms", []string{"base/...", "engine/...", "system/intake", "probe"}, []string{"*"}, "measures a storm of alarms in the engine, or from devices through the intake, on both databases; what the process costs is read as everywhere"},
	{"cmd/anlan-verify", []string{"base/archive", "model/draw"}, nil, "a small program: no database, no network"},
	{"cmd/...", []string{"app", "base/...", "demo/...", "engine/procedure/...", "model/draw"}, []string{"*"}, "one file a subcommand; what it does is below"},
	{"web", nil, nil, "the built pages as files"},
}

// onlyThere ties a package of others, or of the standard library, to the packages that may know of it.
var onlyThere = []struct {
	pkg string
	in  []string
	why string
}{
	{"modernc.org/sqlite", []string{"base/store", "bench/law", "bench/city"}, "nothing above base/store can tell the databases apart; the benchmark holds ours against a bare one"},
	{"github.com/jackc/pgx", []string{"base/store", "bench/law", "bench/city"}, "as above"},
	{"github.com/pressly/goose", []string{"base/store"}, "migrations run in one place"},
	{"github.com/nats-io", []string{"base/bus", "base/bus/broker", "bench", "bench/signal"}, "nothing above base/bus can tell embedded from cluster; another office's broker is played by a bare one; the benchmark holds ours against a bare one"},
	{"github.com/prometheus/prometheus", []string{"base/series"}, "a time series store can be replaced there"},
	{"github.com/danielgtaylor/huma", []string{"base/httpapi"}, "operations are values; how they are served is not theirs to know"},
	{"github.com/alecthomas/kong", []string{"cmd/anlan"}, "flags end at the command line"},
	{"go.yaml.in/yaml", []string{"engine/procedure/rule", "engine/procedure/discretion", "engine/plan", "system/patrol"}, "law, plans and lists of duties are read strictly, each in one place"},
	{"github.com/expr-lang/expr", []string{"engine/signal/rule"}, "formulas of people are read in one place, with little to spend"},
	{"github.com/minio", []string{"base/blob"}, "nothing above base/blob can tell a disk from a bucket"},
	{"net/http", []string{"base/blob", "base/notify", "base/outward", "base/httpapi", "base/observe", "app", "cmd/...", "demo/...", "citytest/...", "system/systemtest", "probe", "web"}, "engines and systems have no HTTP; they declare operations"},
	{"math/rand", []string{"demo/...", "bench/city"}, "use math/rand/v2 with a seed in the demo and the benchmark; secrets come from crypto/rand"},
	{"math/rand/v2", []string{"demo/...", "bench/city"}, "as above"},
	{"log", []string{}, "log/slog"},
	{"testing", []string{"base/...", "connect/connecttest", "citytest/...", "engine/procedure/casetest", "system/systemtest"}, "test helpers end in -test; nothing else carries the test flags"},
}

// importedBy says who may import a package at all.
var importedBy = []struct {
	pkg string
	by  []string
	why string
}{
	{"app", []string{"cmd/...", "citytest/..."}, "everything hangs on nothing"},
	{"demo/...", []string{"app", "cmd/...", "citytest/...", "demo/..."}, "the city must run without the demo"},
	{"citytest/...", []string{"citytest/..."}, "tests only"},
	{"probe", []string{"fault", "bench/..."}, "the server does not measure itself"},
}

// calls are functions of the standard library that only some packages may call, in tests too where tests is set.
var calls = []struct {
	pkg   string
	names string
	in    []string
	tests bool
	why   string
}{
	{"time", "Now Since Until", []string{"base/clock", "base/httpapi", "base/door", "base/fuzztest", "probe", "cmd/...", "bench/..."}, false, "time comes from a clock.Clock, so that a test can live through ninety days; only requests and sockets are timed by the machine"},
	{"time", "After AfterFunc NewTimer NewTicker Tick", []string{"base/clock", "base/httpapi", "base/bus", "base/door", "system/systemtest", "probe", "cmd/...", "bench/..."}, false, "as above; only sockets and the outbox are polled by the machine's time"},
	{"time", "Sleep", []string{}, true, "wait for what you wait for; in tests a sleep is a flake"},
	{"fmt", "Print Printf Println", []string{"cmd/...", "bench/..."}, false, "a server logs; only commands talk"},
	{"os", "Exit", []string{"cmd/...", "bench/..."}, false, "return an error"},
	{"os", "Getenv LookupEnv", []string{"app", "cmd/..."}, false, "configuration is read in one place"},
	{"net/http", "Get Post Head PostForm", []string{}, true, "a client without a timeout"},
}

// excused are single files that may break a rule of calls or onlyThere, each with its reason.
var excused = map[string]string{
	"internal/base/store/storetest/open.go": "tests are told of a database by the environment",
	"internal/system/desk/file_ops.go":      "a file comes and goes as a stream, which no declared value can hold",
}

const maxLines = 800 // look again at 500, split by 800

var badNames = []string{"util", "utils", "common", "helper", "helpers", "types", "manager", "shared", "misc"}

func TestImports(t *testing.T) {
	for _, f := range files(t) {
		if f.pkg == "." {
			continue
		}
		row := rowOf(f.pkg)
		if row == nil {
			t.Errorf("%s: package %s is on no floor; add a row with its reason", f.path, f.pkg)
			continue
		}
		for _, spec := range f.syntax.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if why := refuse(f, row, imp); why != "" {
				t.Errorf("%s imports %s: %s", f.path, imp, why)
			}
		}
	}
}

// refuse says why a file may not import a package; "" when it may.
func refuse(f file, row *floor, imp string) string {
	ours := strings.HasPrefix(imp, "anlan/")
	short := strings.TrimPrefix(imp, "anlan/internal/")
	if strings.HasPrefix(imp, "anlan/cmd") {
		short = strings.TrimPrefix(imp, "anlan/")
	}
	if f.test && (short == f.pkg || strings.HasSuffix(short, "test") || !ours) {
		return "" // a test may use what tests need
	}
	for _, r := range importedBy {
		if match(r.pkg, short) && ours && !slices.ContainsFunc(r.by, func(p string) bool { return match(p, f.pkg) }) {
			return r.why
		}
	}
	for _, r := range onlyThere {
		if imp == r.pkg || (strings.Contains(r.pkg, ".") && strings.HasPrefix(imp, r.pkg+"/")) {
			if _, ok := excused[f.path]; !ok && !slices.ContainsFunc(r.in, func(p string) bool { return match(p, f.pkg) }) {
				return r.why
			}
		}
	}
	allowed := row.third
	if ours {
		allowed = row.may
	} else if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	if slices.ContainsFunc(allowed, func(p string) bool { return p == "*" || match(p, short) || strings.HasPrefix(imp, p+"/") && !ours }) {
		return ""
	}
	return fmt.Sprintf("%s may import %v (%s)", row.pkg, append(slices.Clone(row.may), row.third...), row.why)
}

func rowOf(pkg string) *floor {
	for i, r := range floors {
		if match(r.pkg, pkg) {
			return &floors[i]
		}
	}
	return nil
}

// match says whether a package is the one, or below the "x/...".
func match(pattern, pkg string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == below || strings.HasPrefix(pkg, below+"/")
	}
	return pattern == pkg
}

func TestCalls(t *testing.T) {
	for _, f := range files(t) {
		names := importNames(f.syntax)
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, r := range calls {
				if names[x.Name] != r.pkg || !slices.Contains(strings.Fields(r.names), sel.Sel.Name) || (f.test && !r.tests) {
					continue
				}
				if _, ok := excused[f.path]; !ok && !slices.ContainsFunc(r.in, func(p string) bool { return match(p, f.pkg) }) {
					t.Errorf("%s:%d calls %s.%s: %s", f.path, f.line(sel.Pos()), r.pkg, sel.Sel.Name, r.why)
				}
			}
			return true
		})
	}
}

func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}

func TestPackagesHaveNamesAndDocs(t *testing.T) {
	docs := map[string][]string{}
	for _, f := range files(t) {
		require.NotContains(t, badNames, path.Base(f.pkg), "%s: a helper lives where it is used", f.path)
		if f.test || f.pkg == "." {
			continue
		}
		if _, ok := docs[f.pkg]; !ok {
			docs[f.pkg] = nil
		}
		if f.syntax.Doc != nil {
			docs[f.pkg] = append(docs[f.pkg], f.syntax.Doc.Text())
		}
	}
	for pkg, texts := range docs {
		if len(texts) != 1 {
			t.Errorf("%s has %d package comments; want one", pkg, len(texts))
			continue
		}
		want := "Package " + path.Base(pkg) + " "
		if strings.HasPrefix(pkg, "cmd/") || match("bench/...", pkg) {
			want = "Command " + path.Base(pkg) + " "
		}
		if !strings.HasPrefix(texts[0], want) {
			t.Errorf("%s: the package comment should begin with %q", pkg, want)
		}
	}
}

func TestFilesAreSmall(t *testing.T) {
	for _, f := range files(t) {
		if !f.generated && f.lines > maxLines {
			t.Errorf("%s has %d lines; split it by %d", f.path, f.lines, maxLines)
		}
	}
}

// A statement names only tables of its own package, or views that another publishes as pub_….
var tableName = regexp.MustCompile(`(?:FROM|JOIN|INTO|UPDATE|TABLE|DELETE FROM)\s+([a-z][a-z0-9]*_[a-z0-9_]+)`)

func TestStatementsNameTheirOwnTables(t *testing.T) {
	for _, f := range files(t) {
		if f.test || !strings.Contains(f.pkg, "/") {
			continue
		}
		own := path.Base(f.pkg) + "_"
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			for _, m := range tableName.FindAllStringSubmatch(lit.Value, -1) {
				if !strings.HasPrefix(m[1], own) && !strings.HasPrefix(m[1], "pub_") && !strings.HasPrefix(m[1], "pg_") && !strings.HasPrefix(m[1], "sqlite_") {
					t.Errorf("%s:%d uses table %s, which is not of package %s", f.path, f.line(lit.Pos()), m[1], f.pkg)
				}
			}
			return true
		})
	}
}
