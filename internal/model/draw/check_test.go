package draw

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fuzztest"
)

func fault(t *testing.T, err error) *Fault {
	t.Helper()
	var f *Fault
	require.True(t, errors.As(err, &f), "%v", err)
	require.NotEmpty(t, f.Kind.Title().Zh)
	require.Contains(t, f.Zh(), f.Kind.Title().Zh)
	require.Contains(t, f.Error(), f.Kind.Title().En)
	return f
}

// again is what somebody would publish who changed something and drew again, with all digests right.
func again(t *testing.T, p Published, l List, seed string) Published {
	t.Helper()
	c, err := Commit(l, bare(p.Commitment))
	require.NoError(t, err)
	out, err := Draw(l, c, Seed{Value: seed, AnnouncedAt: p.Seed.AnnouncedAt})
	require.NoError(t, err)
	return out
}

func TestCheckNamesTheFirstDifference(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Published)
		kind   Kind
		path   string
	}{
		"a unit's credit":         {func(p *Published) { p.List.Units[3].Credit = "A" }, BadList, "commitment.list"},
		"a unit less":             {func(p *Published) { p.List.Units = p.List.Units[1:] }, BadList, "commitment.list"},
		"a conflict less":         {func(p *Published) { p.List.Officers[3].Conflicts = nil }, BadList, "commitment.list"},
		"a rule":                  {func(p *Published) { p.List.Rules.Total++ }, BadList, "commitment.list"},
		"a list that is not one":  {func(p *Published) { p.List.Units[1].Code = p.List.Units[0].Code }, BadList, "list.units.1.code"},
		"the number of units":     {func(p *Published) { p.Commitment.Units++ }, BadList, "commitment.units"},
		"the number of officers":  {func(p *Published) { p.Commitment.Officers++ }, BadList, "commitment.officers"},
		"where the seed is from":  {func(p *Published) { p.Commitment.Source.Title = "另一期" }, BadCommitment, "sums.commitment"},
		"when it was fixed":       {func(p *Published) { p.Commitment.FixedAt = p.Commitment.FixedAt.Add(-time.Hour) }, BadCommitment, "sums.commitment"},
		"the seed":                {func(p *Published) { p.Seed.Value = "1" }, BadSeed, "sums.seed"},
		"no seed":                 {func(p *Published) { p.Seed.Value = "" }, BadSeed, "seed.value"},
		"when it was announced":   {func(p *Published) { p.Seed.AnnouncedAt = p.Seed.AnnouncedAt.Add(time.Hour) }, BadSeed, "sums.seed"},
		"announced too early":     {func(p *Published) { p.Seed.AnnouncedAt = p.Commitment.FixedAt }, BadOrder, "seed.announced_at"},
		"fixed too late":          {func(p *Published) { p.Commitment.FixedAt = p.Commitment.Source.Due }, BadOrder, "commitment.source.due"},
		"a unit drawn":            {func(p *Published) { p.Result.Drawn[2].Unit = "91210100MA000003X" }, BadResult, "result.drawn.2.unit"},
		"the order of two":        {func(p *Published) { d := p.Result.Drawn; d[4], d[5] = d[5], d[4] }, BadResult, "result.drawn.4.officers.0"},
		"an officer":              {func(p *Published) { p.Result.Covered[0].Officers[1] = "LN0001" }, BadResult, "result.covered.0.officers.1"},
		"a unit let off":          {func(p *Published) { p.Result.Drawn = p.Result.Drawn[:9] }, BadResult, "result.drawn.9"},
		"a unit more":             {func(p *Published) { p.Result.Drawn = append(p.Result.Drawn, Visit{Unit: "x"}) }, BadResult, "result.drawn.10"},
		"why one was left out":    {func(p *Published) { p.Result.LeftOut[0].Reason = NoShare }, BadResult, "result.left_out.0.reason"},
		"the digest of a result":  {func(p *Published) { p.Sums.Result = strings.Repeat("0", 64) }, BadResult, "sums.result"},
		"the version":             {func(p *Published) { p.Version = "anlan.draw.0" }, BadForm, "version"},
		"the commitment's digest": {func(p *Published) { p.Sums.Commitment = "" }, BadCommitment, "sums.commitment"},
	} {
		p := vector(t, "weighted")
		c.change(&p)
		f := fault(t, Check(p, Known{}))
		require.Equal(t, c.kind, f.Kind, "%s: %v", name, f)
		require.Equal(t, c.path, f.Path, "%s: %v", name, f)
	}
}

// Who makes everything anew is found out by what was made known before, and only by that.
func TestCheckAgainstWhatIsKnown(t *testing.T) {
	p := vector(t, "weighted")
	known := Known{Commitment: p.Commitment.Sum(), Seed: p.Seed.Value}
	require.NoError(t, Check(p, known))

	l := p.List
	l.Units = append([]Unit{}, l.Units...)
	l.Units[8].Excluded = "说情"
	forged := again(t, p, l, p.Seed.Value)
	require.NoError(t, Check(forged, Known{}))
	f := fault(t, Check(forged, known))
	require.Equal(t, BadCommitment, f.Kind)
	require.Equal(t, "commitment", f.Path)

	forged = again(t, p, p.List, "another seed")
	require.NotEqual(t, p.Result, forged.Result)
	require.NoError(t, Check(forged, Known{Commitment: known.Commitment}))
	f = fault(t, Check(forged, known))
	require.Equal(t, BadSeed, f.Kind)
	require.Equal(t, p.Seed.Value, f.Should)
}

func TestReadIsStrict(t *testing.T) {
	raw := string(vectors(t)["weighted"])
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, []byte(raw), "", "  "))
	_, err := CheckFile(append(pretty.Bytes(), '\r', '\n'), Known{})
	require.NoError(t, err, "white space does no harm")
	change := func(old, now string) string {
		require.Contains(t, raw, old)
		return strings.Replace(raw, old, now, 1)
	}
	for name, c := range map[string]struct{ file, path string }{
		"empty":               {"", ""},
		"not JSON":            {"PK\x03\x04", ""},
		"not UTF-8":           {raw + "\xff", ""},
		"cut off":             {raw[:len(raw)/2], ""},
		"something behind":    {raw + "{}", ""},
		"a list":              {"[]", ""},
		"another version":     {change(`"version":"anlan.draw.1"}`, `"version":"anlan.draw.2"}`), "commitment.version"},
		"another form":        {strings.ReplaceAll(raw, "anlan.draw.1", "anlan.draw.2"), ""},
		"a field twice":       {change(`"pool":`, `"pool":1,"pool":`), ""},
		"a field more":        {change(`"pool":`, `"more":1,"pool":`), ""},
		"a field less":        {change(`"short":0,`, ``), "result.short"},
		"a field in capitals": {change(`"short":0`, `"SHORT":0`), "result.SHORT"},
		"a fraction":          {change(`"short":0`, `"short":0.0`), ""},
		"minus nothing":       {change(`"short":0`, `"short":-0`), "result.short"},
		"null":                {change(`"unstaffed":[]`, `"unstaffed":null`), "result.unstaffed"},
		"another zone":        {change(`"fixed_at":"2026-12-01T08:00:00Z"`, `"fixed_at":"2026-12-01T16:00:00+08:00"`), "commitment.fixed_at"},
		"part of a second":    {change(`"fixed_at":"2026-12-01T08:00:00Z"`, `"fixed_at":"2026-12-01T08:00:00.5Z"`), "commitment.fixed_at"},
		"areas out of order":  {change(`["210102","210103"]`, `["210103","210102"]`), "list.officers.0.areas.0"},
		"deep":                {strings.Repeat("[", 100_000), ""},
	} {
		_, err := CheckFile([]byte(c.file), Known{})
		f := fault(t, err)
		require.Contains(t, []Kind{BadForm, BadCommitment}, f.Kind, name)
		require.Equal(t, c.path, f.Path, "%s: %v", name, f)
	}
}

func TestTell(t *testing.T) {
	p := vector(t, "weighted")
	var out strings.Builder
	require.True(t, Tell(&out, "f", p, Known{}, nil))
	for _, s := range []string{"相符", "IN ORDER", p.Commitment.Sum(), p.Seed.Value, "2026-12-01 16:00:00", "THE COMMITMENT IS NOT CONFIRMED", "尚未确认种子"} {
		require.Contains(t, out.String(), s)
	}
	out.Reset()
	require.True(t, Tell(&out, "f", p, Known{Commitment: p.Commitment.Sum(), Seed: p.Seed.Value}, nil))
	require.NotContains(t, out.String(), "NOT CONFIRMED")
	out.Reset()
	require.False(t, Tell(&out, "f", p, Known{}, &Fault{Kind: BadSeed, Path: "sums.seed", Is: "1", Should: "2"}))
	require.Contains(t, out.String(), "不符：种子被改动")
	require.Contains(t, out.String(), `NOT IN ORDER: the seed was changed`)
	out.Reset()
	require.False(t, Tell(&out, "f", Published{}, Known{}, errors.New("no file")))
	require.Contains(t, out.String(), "CANNOT BE CHECKED: no file")
}

// Any bytes: no panic, bounded time and memory; whatever is found good against a commitment and a seed is the file that was
// published, but for white space. The input is bounded since memory grows with a file.
func FuzzCheck(f *testing.F) {
	files := vectors(f)
	for _, raw := range files {
		f.Add(raw, 0, byte('{'))
		f.Add(raw, len(raw)/2, byte('9'))
	}
	p := vector(f, "weighted")
	known := Known{Commitment: p.Commitment.Sum(), Seed: p.Seed.Value}
	f.Fuzz(func(t *testing.T, raw []byte, at int, b byte) {
		if len(raw) > 1<<15 {
			return
		}
		damaged := bytes.Clone(raw)
		if at >= 0 && at < len(damaged) {
			damaged[at] = b
		}
		fuzztest.Bounded(t, func() {
			read, err := CheckFile(damaged, known)
			if err != nil {
				var f *Fault
				if !errors.As(err, &f) || f.Zh() == "" || f.Error() == "" {
					t.Fatalf("%v is no fault", err)
				}
				return
			}
			if back, err := read.Bytes(); err != nil || !bytes.Equal(back, files["weighted"]) {
				t.Fatalf("%s was found good (%v)", back, err)
			}
		})
	})
}

// The guide tells outsiders the algorithm in the words of the package.
func TestTheGuideTellsTheAlgorithm(t *testing.T) {
	src, err := os.ReadFile("draw.go")
	require.NoError(t, err)
	guide, err := os.ReadFile("../../../docs/guide/double-random.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(src), "// # The algorithm "+Version+"\n")
	require.True(t, ok)
	section, _, ok := strings.Cut(rest, "// # ")
	require.True(t, ok)
	var told strings.Builder
	for _, line := range strings.Split(strings.TrimSuffix(section, "//\n"), "\n") {
		told.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "//"), " ") + "\n")
	}
	require.Contains(t, string(guide), strings.TrimSuffix(told.String(), "\n"))
}
