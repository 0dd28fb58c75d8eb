package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/demo/city"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/script"
)

// stories are cases as they happened, written as scripts. d-20 is the twentieth working day before the demo is loaded, so a
// case is always as old as its story wants; {party} and the like stand for who it is about.
//
//go:embed stories/*.case
var stories embed.FS

// told are the stories with how often each is told, every time in another district about another party.
var told = []struct {
	story string
	times int
}{
	{"线索", 3},
	{"待签", 2},
	{"调查", 2},
	{"超期", 1},
	{"告知", 2},
	{"听证", 1},
	{"履行", 2},
	{"结案", 3},
	{"首违", 1},
	{"当场结案", 3},
	{"当场", 1},
	{"查封", 1},
	{"整改", 2},
	{"整改逾期", 1},
	{"销号", 2},
	{"信访登记", 1},
	{"信访办理", 2},
	{"信访意见", 1},
	{"公开登记", 1},
	{"公开逾期", 1},
	{"公开答复", 2},
	{"督办待签收", 2},
	{"督办办理中", 4},
	{"督办部门", 3},
	{"督办逾期", 2},
	{"督办提级", 2},
	{"督办待核查", 2},
	{"督办退回", 1},
	{"督办办结", 3},
	{"挂牌督办", 1},
	{"约谈待批", 1},
	{"约谈落实", 2},
	{"约谈逾期", 1},
	{"约谈办结", 2},
}

// cases plays the stories through the procedure engine. A case is there as a whole or not at all, with a note in the same
// transaction, so a repeat goes on where an earlier run stopped.
func (l *loader) cases(ctx context.Context) error {
	if l.Procedure == nil || l.done[StepCases] != "" {
		return nil
	}
	total := 0
	for _, x := range told {
		total += x.times
	}
	t := &teller{loader: l, clock: &setClock{Fake: clock.NewFake(l.Clock.Now())}, people: map[string]identity.Subject{}}
	var err error
	if t.engine, err = l.Procedure(ctx, t.clock); err != nil {
		return err
	}
	t.gather()
	n := 0
	for _, x := range told {
		for range x.times {
			l.Progress(StepCases, n, total)
			if err := t.tell(ctx, x.story, n); err != nil {
				return fmt.Errorf("demo case %d, %s: %w", n, x.story, err)
			}
			n++
		}
	}
	l.Progress(StepCases, total, total)
	return l.note(ctx, StepCases, "done")
}

// setClock stands where the story stands.
type setClock struct {
	*clock.Fake
	at time.Time
}

// Now is the moment of the step.
func (c *setClock) Now() time.Time { return c.at.UTC() }

type teller struct {
	*loader
	engine    *procedure.Engine
	clock     *setClock
	districts []string
	people    map[string]identity.Subject // by login
	holds     map[string][]string         // certificates by login
}

// roles are the people of scripts as logins of a bureau, in the order in which signatures are asked for.
var roles = []struct{ word, login string }{
	{"主办员", "officer"},
	{"协办员", "officer2"},
	{"法制员", "legal"},
	{"科长", "head"},
	{"局领导", "leader"},
	{"听证主持人", "host"},
	{"公示员", "publicity"},
	{"窗口", "clerk"},
	{"值班员", "duty"},
}

// ofCity begins the word for somebody of the city's bureau, whose logins name no district: 市局主办员.
const ofCity = "市局"

func (t *teller) gather() {
	t.holds = map[string][]string{}
	for _, p := range t.City.People() {
		t.people[p.Login] = identity.NewSubject(p.ID, p.Login, p.Name, p.Grants, t.Identity.Roles())
		for _, c := range p.Certificates {
			t.holds[p.Login] = append(t.holds[p.Login], c.Kind)
		}
		if d, ok := strings.CutPrefix(p.Login, "officer-"); ok {
			t.districts = append(t.districts, d)
		}
	}
	// The district whose accounts visitors are told of comes first, so that its inboxes are the fullest.
	slices.SortStableFunc(t.districts, func(a, b string) int {
		return strings.Compare(map[bool]string{true: "", false: a}[a == city.StoryDistrict], map[bool]string{true: "", false: b}[b == city.StoryDistrict])
	})
}

// district of the n-th case: every other one lies in the first, the others go round.
func (t *teller) district(n int) string {
	if n%2 == 0 || len(t.districts) == 1 {
		return t.districts[0]
	}
	return t.districts[1+(n/2)%(len(t.districts)-1)]
}

func (t *teller) tell(ctx context.Context, story string, n int) error {
	mark := "case-" + strconv.Itoa(n)
	if t.done[mark] != "" {
		return nil
	}
	raw, err := stories.ReadFile("stories/" + story + ".case")
	if err != nil {
		return err
	}
	area := t.district(n)
	s, err := script.Parse(story, t.dated(partyOf(n, area).Replace(supervisedOf(n, t.Register.Areas().Name(area)).Replace(string(raw)))))
	if err != nil {
		return err
	}
	p := &play{teller: t, area: area, n: n}
	for i := range s.Steps {
		if err := p.prepare(ctx, &s.Steps[i]); err != nil {
			return err
		}
	}
	err = t.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		p.caseID = ""
		for _, st := range s.Steps {
			t.clock.at = st.At
			if err := p.step(ctx, tx, s.Procedure, st); err != nil {
				return fmt.Errorf("line %d, %s: %w", st.Line, st.What, err)
			}
		}
		_, err := tx.NewRaw("INSERT INTO demo_step (name, mark, done_at) VALUES (?, ?, ?)", mark, story, clock.Now(t.Clock)).Exec(ctx)
		return err
	})
	if err == nil {
		t.done[mark] = story
	}
	return err
}

var daysBack = regexp.MustCompile(`d-(\d+)`)

// dated puts the days for d-20 and the like, and for {soon} a day to come.
func (t *teller) dated(text string) string {
	cal, today := t.engine.Calendar(), calendar.DateOf(t.Clock.Now())
	text = strings.ReplaceAll(text, "{soon}", today.Next(12).String())
	out := daysBack.ReplaceAllStringFunc(text, func(m string) string {
		n, _ := strconv.Atoi(m[2:])
		d := today
		for n > 0 {
			d = d.Next(-1)
			if cal.Likely(d) {
				n--
			}
		}
		return d.String()
	})
	return out
}

// play is one case being told.
type play struct {
	*teller
	area   string
	n      int
	caseID string
	def    *procedure.Definition
	files  map[int]procedure.File // by line
}

// prepare names the people of a step, and stores the files that it adds.
func (p *play) prepare(ctx context.Context, st *script.Step) error {
	for i, f := range st.Fields {
		for _, r := range roles {
			if f.Text == r.word {
				st.Fields[i].Text = p.person(r.login).ID
			}
		}
	}
	if st.Verb != script.Upload {
		return nil
	}
	name, kind, content := "现场照片.png", "image/png", picture(p.n, st.Line)
	if st.What == procedure.RecordingKind {
		name, kind, content = "执法记录.mp4", "video/mp4", film(p.n, st.Line)
	}
	info, err := p.Blobs.Put(ctx, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	f := procedure.File{Name: name, Kind: st.What, Type: kind, Size: info.Size, Hash: info.Hash}
	for _, x := range st.Fields {
		if err := script.FileField(&f, x); err != nil {
			return err
		}
	}
	if p.files == nil {
		p.files = map[int]procedure.File{}
	}
	p.files[st.Line] = f
	return nil
}

func (p *play) person(login string) identity.Subject { return p.people[login+"-"+p.area] }

func (p *play) by(word string) (identity.Subject, error) {
	rest, city := strings.CutPrefix(word, ofCity)
	for _, r := range roles {
		if city && r.word == rest {
			return p.people[r.login], nil
		}
		if r.word == word {
			return p.person(r.login), nil
		}
	}
	return identity.Subject{}, fmt.Errorf("nobody is called %s", word)
}

func (p *play) step(ctx context.Context, tx *store.Tx, procedureName string, st script.Step) error {
	if st.Verb == script.SignAll {
		return p.signAll(ctx, tx, st)
	}
	by, err := p.by(st.Person)
	if err != nil {
		return err
	}
	if p.caseID == "" {
		return p.open(ctx, tx, by, procedureName, st)
	}
	if st.Verb == script.Upload {
		f := p.files[st.Line]
		f.ID, f.Case = id.New(), p.caseID
		_, err := p.engine.AddFile(ctx, tx, by, f)
		return err
	}
	a, err := script.Act(p.def, st.What)
	if err != nil {
		return err
	}
	if st.Verb == script.Sign {
		_, err := p.engine.Sign(ctx, tx, by, procedure.SignRequest{Case: p.caseID, Act: a.Name, Agree: st.Back == "", Opinion: st.Back})
		return err
	}
	filled, err := script.Fill(a.Form, st.Fields, st.At)
	if err != nil {
		return err
	}
	_, err = p.engine.Act(ctx, tx, by, procedure.Request{Case: p.caseID, Act: a.Name, Form: filled})
	return err
}

func (p *play) open(ctx context.Context, tx *store.Tx, by identity.Subject, procedureName string, st script.Step) error {
	d, err := p.engine.InForce(procedureName, calendar.DateOf(st.At))
	if err != nil {
		return err
	}
	filled, err := script.Fill(d.Filing, st.Fields, st.At)
	if err != nil {
		return err
	}
	c, err := p.engine.FileCase(ctx, tx, by, procedureName, filled)
	if err == nil {
		p.caseID, p.def = c.ID, d
	}
	return err
}

// signAll gives the signatures of an act in their order, each a quarter of an hour after the one before, by the first of the
// bureau who may and has not yet signed it.
func (p *play) signAll(ctx context.Context, tx *store.Tx, st script.Step) error {
	a, err := script.Act(p.def, st.What)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, s := range a.Signs {
		i := slices.IndexFunc(roles, func(r struct{ word, login string }) bool {
			login := r.login + "-" + p.area
			may := p.people[login].Can(s.Who.Permission, p.area) && (s.Who.Certificate == "" || slices.Contains(p.holds[login], s.Who.Certificate))
			return may && !used[login] && r.login != "officer" // who proposed it
		})
		if i < 0 {
			return fmt.Errorf("nobody of %s may sign as %s", p.area, s.Name)
		}
		used[roles[i].login+"-"+p.area] = true
		if _, err := p.engine.Sign(ctx, tx, p.person(roles[i].login), procedure.SignRequest{Case: p.caseID, Act: a.Name, Agree: true, Opinion: "同意"}); err != nil {
			return err
		}
		p.clock.at = p.clock.at.Add(15 * time.Minute)
	}
	return nil
}
