package term

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
)

// row is one line of testdata/terms.txt.
type row struct {
	id, expected string
	spec         Spec
	run          Run
	back         bool
	annual       *Annual
}

func beijing(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Beijing)
	require.NoError(t, err)
	return v.UTC()
}

var (
	length = regexp.MustCompile(`^(\d+)(h|d|wd|m|y)$`)
	units  = map[string]calendar.Unit{"h": calendar.Hours, "d": calendar.Days, "wd": calendar.WorkingDays, "m": calendar.Months, "y": calendar.Years}
)

func parseLength(t testing.TB, s string) (int, calendar.Unit) {
	t.Helper()
	m := length.FindStringSubmatch(s)
	require.NotNil(t, m, s)
	n, err := strconv.Atoi(m[1])
	require.NoError(t, err)
	return n, units[m[2]]
}

func parseRow(t testing.TB, line string) row {
	t.Helper()
	f := strings.Split(line, "|")
	require.Len(t, f, 6, line)
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	r := row{id: f[0], expected: f[4]}
	r.run.Start = beijing(t, f[2])
	words := strings.Fields(f[1])
	if words[0] == "by" {
		r.annual = &Annual{}
		_, err := fmt.Sscanf(words[1], "%d-%d", &r.annual.Month, &r.annual.Day)
		require.NoError(t, err)
		return r
	}
	r.spec.Length, r.spec.Unit = parseLength(t, words[0])
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "least":
			r.spec.Least = true
		case "before":
			r.spec.Least, r.back = true, true
		case "firm":
			r.spec.Firm = true
		case "ext":
			var e Extension
			e.Length, e.Unit = parseLength(t, words[i+1])
			_, err := fmt.Sscanf(words[i+2], "x%d", &e.Times)
			require.NoError(t, err)
			r.spec.Extend = append(r.spec.Extend, e)
			i += 2
		default:
			r.spec.Lapse = Lapse(words[i])
		}
	}
	for _, h := range strings.Split(f[3], ";") {
		h = strings.TrimSpace(h)
		switch {
		case h == "":
		case strings.HasPrefix(h, "+"):
			what, on, ok := strings.Cut(h[1:], " on ")
			require.True(t, ok, h)
			g := Grant{Why: "案情复杂", By: "负责人", At: beijing(t, on+" 15:00")}
			g.Length, g.Unit = parseLength(t, what)
			r.run.Extensions = append(r.run.Extensions, g)
		default:
			from, to, ok := strings.Cut(strings.TrimPrefix(h, "pause "), "..")
			require.True(t, ok, h)
			r.run.Pauses = append(r.run.Pauses, Pause{From: beijing(t, from), To: beijing(t, to), Why: "鉴定"})
		}
	}
	return r
}

func TestTermsOfTheTable(t *testing.T) {
	b, err := os.ReadFile("testdata/terms.txt")
	require.NoError(t, err)
	cal, seen := calendar.China(), map[string]bool{}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		r := parseRow(t, line)
		seen[r.id] = true
		t.Run(fmt.Sprintf("%d %s", i+1, r.id), func(t *testing.T) {
			if r.back {
				l, err := Latest(r.spec, r.run.Start, cal, false)
				require.NoError(t, err)
				require.Equal(t, r.expected, l.Day.String())
				return
			}
			if r.annual != nil {
				c, err := r.annual.Next(r.run.Start, cal)
				require.NoError(t, err)
				require.Equal(t, r.expected, c.Day.String())
				return
			}
			// Extensions come in one by one, as an office grants them.
			run := r.run
			run.Extensions = nil
			for _, g := range r.run.Extensions {
				run, err = Extend(r.spec, run, g, cal)
				require.NoError(t, err)
			}
			c, err := Compute(r.spec, run, cal, run.Start)
			require.NoError(t, err)
			if r.spec.Unit == calendar.Hours {
				require.Equal(t, r.expected, moment(c.Due))
				return
			}
			require.Equal(t, r.expected, c.Day.String())
			require.Equal(t, c.Day.End(), c.Due)
			require.NotEmpty(t, c.Steps)
		})
	}
	require.GreaterOrEqual(t, len(seen), 50)
}
