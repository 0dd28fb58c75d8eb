package fault_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// gate are those who sign the filing of a case, in this order.
var gate = []string{"legal-210106", "head-210106", "leader-210106"}

// filed is what one worker knows of one penalty case: how often each entry of its journal was acknowledged, and what got no
// answer.
type filed struct {
	id    string
	acked map[string]int
	open  string
}

// filer opens penalty cases and files them through the four-level gate, one after the other, until there is no answer. It
// counts what was acknowledged.
func filer(ctx context.Context, name string, people map[string]*probe.Client, second string, count *atomic.Int64) (out []*filed, err error) {
	for n := 0; ctx.Err() == nil; n++ {
		f := &filed{acked: map[string]int{}}
		do := func(who, path, entry string, in, answer any) bool {
			f.open = entry
			if err = people[who].Post(ctx, path, "", in, answer); err != nil {
				return false
			}
			f.acked[entry]++
			count.Add(1)
			f.open = ""
			return true
		}
		var opened struct {
			ID string `json:"id"`
		}
		ok := do("officer-210106", "/procedures/enforce.penalty/cases", "open", map[string]any{
			"source": "inspection", "area": "210106001", "sort": "unit", "name": fmt.Sprintf("%s-%d有限公司", name, n), "code": "91210106MA0DEMO001", "address": "某路1号", "chief": "某人", "phone": "02488880001",
			"conduct": "未如实记录安全生产教育和培训情况", "item": "wsl-97-4", "began": day(-40), "ended": day(-20), "found": day(-10), "facts": "未如实记录",
		}, &opened)
		if f.id = opened.ID; !ok {
			return out, err
		}
		out = append(out, f)
		ok = do("officer-210106", "/cases/"+f.id+"/acts/file", "file.proposed", map[string]any{"second": second, "opinion": "建议立案"}, nil)
		for i, who := range gate {
			entry := "file.signed"
			if i == len(gate)-1 {
				entry = "file"
			}
			ok = ok && do(who, "/cases/"+f.id+"/acts/file/sign", entry, map[string]any{"agree": true, "opinion": "同意"}, nil)
		}
		if !ok {
			return out, err
		}
	}
	return out, nil
}

func day(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// R1 for cases by law: the server is killed while penalty cases are filed through the four-level gate. Each act and
// signature that was acknowledged is in the journal once, none without an answer is there twice, the numbers of writs have
// no gap and no twin, and journal and cases verify.
func TestKillInTheMiddleOfPenaltyCases(t *testing.T) {
	rounds := 2
	if long {
		rounds = 16
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := start(t)
	people := map[string]*probe.Client{}
	for _, who := range append([]string{"officer-210106"}, gate...) {
		people[who] = signIn(t, s, who)
	}
	all := 0
	for round := range rounds {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		var mu sync.Mutex
		var cases []*filed
		var count atomic.Int64
		var workers sync.WaitGroup
		for w := range 3 {
			workers.Go(func() {
				done, err := filer(ctx, fmt.Sprintf("r%dw%d", round, w), people, "person-officer2-210106", &count)
				if probe.StatusOf(err) != 0 {
					t.Errorf("refused: %v", err)
				}
				mu.Lock()
				cases = append(cases, done...)
				mu.Unlock()
			})
		}
		<-time.After(1500*time.Millisecond + time.Duration(random.IntN(1500))*time.Millisecond)
		require.Eventually(t, func() bool { return count.Load() >= leastAcked }, time.Minute, time.Millisecond)
		s.Kill()
		cancel()
		workers.Wait()
		require.False(t, t.Failed())
		requireVerified(t, s)
		s = again(t, s)
		acked := 0
		for _, f := range cases {
			n, got := f.requireKept(t, people["officer-210106"])
			acked += n
			require.GreaterOrEqual(t, got, n)
		}
		require.GreaterOrEqual(t, acked, leastAcked)
		all += acked
		numbers := requireNumbers(t, people["officer-210106"])
		t.Logf("round %d: %d acts and signatures acknowledged and there once, in %d cases; %d numbers without gap", round+1, acked, len(cases), numbers)
	}
	require.NoError(t, s.Stop())
	t.Logf("%d acts; %s", all, requireVerified(t, s))
}

// requireKept holds what was acknowledged in one case against its journal.
func (f *filed) requireKept(t *testing.T, c *probe.Client) (acked, got int) {
	t.Helper()
	var out struct {
		Items []struct {
			Action string `json:"action"`
		} `json:"items"`
	}
	require.NoError(t, c.Get(context.Background(), "/cases/"+f.id+"/journal", &out))
	is := map[string]int{}
	for _, e := range out.Items {
		is[strings.TrimPrefix(e.Action, "enforce.penalty.")]++
	}
	for _, entry := range []string{"open", "file.proposed", "file.signed", "file"} {
		most := f.acked[entry]
		if f.open == entry {
			most++
		}
		require.GreaterOrEqual(t, is[entry], f.acked[entry], "%s of %s was acknowledged", entry, f.id)
		require.LessOrEqual(t, is[entry], most, "%s of %s", entry, f.id)
		acked, got = acked+f.acked[entry], got+is[entry]
	}
	return acked, got
}

var number = regexp.MustCompile(`^(.*〔[0-9]{4}〕)([0-9]+)号$`)

// requireNumbers demands that each series of numbers runs from 1 on without gap or twin.
func requireNumbers(t *testing.T, c *probe.Client) int {
	t.Helper()
	type item struct {
		ID string `json:"id"`
	}
	cases, err := probe.All[item](context.Background(), c, "/cases", url.Values{"procedure": {"enforce.penalty"}})
	require.NoError(t, err)
	series, n := map[string][]int{}, 0
	for _, k := range cases {
		var out struct {
			Documents []struct {
				Number string `json:"number"`
			} `json:"documents"`
		}
		require.NoError(t, c.Get(context.Background(), "/cases/"+k.ID, &out))
		for _, d := range out.Documents {
			if m := number.FindStringSubmatch(d.Number); m != nil {
				k, err := strconv.Atoi(m[2])
				require.NoError(t, err)
				series[m[1]] = append(series[m[1]], k)
				n++
			}
		}
	}
	for name, list := range series {
		slices.Sort(list)
		for i, k := range list {
			require.Equal(t, i+1, k, "%s: %v", name, list)
		}
	}
	require.Positive(t, n, "no writ has a number")
	return n
}
