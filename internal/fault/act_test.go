package fault_test

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// act is one write of a person. What names it stands in exactly one journal entry when it was done once: a note its
// text, an incident its title, a step or an acknowledgement its object.
type act struct {
	path, key string
	body      any
	acked     bool
	check     check
}

// check says where to look for an act: in the timeline of an incident, in the list of incidents or in the history of an
// alarm, and for what.
type check struct {
	incident string
	action   string
	text     string
	title    string
	alarm    string
}

// person does one act after the other and remembers all of them, until one gets no answer.
type person struct {
	mu   sync.Mutex
	name string
	acts []*act
	n    int
}

// do does one act. An act without an answer, or with one that asks to come again, stays unacknowledged.
func (p *person) do(ctx context.Context, c *probe.Client, a *act, out any) error {
	p.mu.Lock()
	p.n++
	if a.key == "" {
		a.key = fmt.Sprintf("%s-%d", p.name, p.n)
	}
	p.acts = append(p.acts, a)
	p.mu.Unlock()
	err := c.Post(ctx, a.path, a.key, a.body, out)
	if err == nil {
		p.mu.Lock()
		a.acked = true
		p.mu.Unlock()
	}
	return err
}

// incident opens an incident under a name of its own and returns its id.
func (p *person) incident(ctx context.Context, c *probe.Client) (string, error) {
	p.mu.Lock()
	title := fmt.Sprintf("%s-incident-%d", p.name, p.n)
	p.mu.Unlock()
	var out struct {
		ID string `json:"id"`
	}
	err := p.do(ctx, c, &act{
		path: "/command/incidents", check: check{title: title},
		body: map[string]any{"title": title, "type": "accident", "lon": 123.2631, "lat": 41.7585, "area": "210106"},
	}, &out)
	return out.ID, err
}

func (p *person) note(ctx context.Context, c *probe.Client, incident string) error {
	p.mu.Lock()
	text := fmt.Sprintf("%s-note-%d", p.name, p.n)
	p.mu.Unlock()
	return p.do(ctx, c, &act{path: "/cases/" + incident + "/acts/note", body: map[string]string{"text": text}, check: check{incident: incident, action: "command.incident.note", text: text}}, nil)
}

func (p *person) step(ctx context.Context, c *probe.Client, incident, step string, form any) error {
	return p.do(ctx, c, &act{path: "/cases/" + incident + "/acts/" + step, body: form, check: check{incident: incident, action: "command.incident." + step}}, nil)
}

// writeNotes opens an incident and writes notes to it without end.
func (p *person) writeNotes(ctx context.Context, c *probe.Client) error {
	id, err := p.incident(ctx, c)
	for err == nil && ctx.Err() == nil {
		err = p.note(ctx, c, id)
	}
	return err
}

// handleIncidents opens incidents and takes each through its first stages, without end.
func (p *person) handleIncidents(ctx context.Context, c *probe.Client) error {
	for ctx.Err() == nil {
		id, err := p.incident(ctx, c)
		if err == nil {
			err = p.step(ctx, c, id, "verify", map[string]string{"how": "phone"})
		}
		if err == nil {
			err = p.step(ctx, c, id, "classify", map[string]string{"type": "accident", "level": "IV", "reason": "fault test"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// acknowledgeAlarms acknowledges whatever alarm there is, without end.
func (p *person) acknowledgeAlarms(ctx context.Context, c *probe.Client) error {
	for ctx.Err() == nil {
		open, err := probe.All[probe.Alarm](ctx, c, "/signal/alarms", url.Values{"state": {"unacknowledged"}})
		if err != nil {
			return err
		}
		for _, a := range open {
			// A second key for the same alarm would be refused, so an act that got no answer keeps its own.
			err := p.do(ctx, c, &act{path: "/signal/alarms/" + a.ID + "/acknowledge", key: "ack-" + a.ID, check: check{alarm: a.ID}}, nil)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// tally counts how often each act of all people happened, by what the server shows.
type tally struct {
	t         *testing.T
	c         *probe.Client
	timelines map[string][]entry
	titles    map[string]int
}

type entry struct {
	Action string `json:"action"`
	Text   string `json:"text"`
}

func newTally(t *testing.T, c *probe.Client) *tally {
	t.Helper()
	type incident struct {
		Title string `json:"title"`
	}
	all, err := probe.All[incident](context.Background(), c, "/command/incidents", nil)
	require.NoError(t, err)
	y := &tally{t: t, c: c, timelines: map[string][]entry{}, titles: map[string]int{}}
	for _, i := range all {
		y.titles[i.Title]++
	}
	return y
}

func (y *tally) of(a *act) (n int) {
	y.t.Helper()
	ctx := context.Background()
	switch k := a.check; {
	case k.title != "":
		return y.titles[k.title]
	case k.alarm != "":
		var out struct {
			History []entry `json:"history"`
		}
		require.NoError(y.t, y.c.Get(ctx, "/signal/alarms/"+k.alarm, &out))
		for _, e := range out.History {
			if e.Action == "acknowledge" {
				n++
			}
		}
		return n
	default:
		if _, ok := y.timelines[k.incident]; !ok {
			var out struct {
				Timeline []entry `json:"timeline"`
			}
			require.NoError(y.t, y.c.Get(ctx, "/command/incidents/"+k.incident, &out))
			y.timelines[k.incident] = out.Timeline
		}
		for _, e := range y.timelines[k.incident] {
			if e.Action == k.action && (k.text == "" || e.Text == k.text) {
				n++
			}
		}
		return n
	}
}

// requireOnce demands that every acknowledged act is there once, that none without an answer is there twice, and that a
// repeat of these under their keys makes them happen once.
func requireOnce(t *testing.T, c *probe.Client, people []*person) (acked, unanswered, happened int) {
	t.Helper()
	y := newTally(t, c)
	var open []*act
	for _, p := range people {
		for _, a := range p.acts {
			n := y.of(a)
			if a.acked {
				require.Equal(t, 1, n, "acknowledged: %s %+v", a.path, a.check)
				acked++
			} else {
				require.LessOrEqual(t, n, 1, "without an answer: %s %+v", a.path, a.check)
				open = append(open, a)
				happened += n
			}
		}
	}
	for _, a := range open {
		require.NoError(t, c.Post(context.Background(), a.path, a.key, a.body, nil), "repeat of %s %+v", a.path, a.check)
		a.acked = true
	}
	y = newTally(t, c)
	for _, a := range open {
		require.Equal(t, 1, y.of(a), "repeated: %s %+v", a.path, a.check)
	}
	unanswered = len(open)
	return acked, unanswered, happened
}
