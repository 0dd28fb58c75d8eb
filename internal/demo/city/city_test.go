package city

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/engine/register"
)

func build(t testing.TB, s Scale) *City {
	t.Helper()
	c, err := Build(s)
	require.NoError(t, err)
	return c
}

// The whole city is walked once, and everything that must hold for each element is asked on the way.
func TestSmallCity(t *testing.T) {
	c := build(t, Small)
	seen := walk(t, c)
	require.Equal(t, seen.counts, c.Counts())
	require.Len(t, seen.counts, len(register.Standard()))
	require.Equal(t, seen.hash, walk(t, build(t, Small)).hash)
	require.Equal(t, 505, seen.people["social"])
	ids := map[string]bool{}
	for _, p := range c.Points() {
		ids[p.ID] = true
	}
	for _, p := range []string{StoryTank + ".pressure", StoryTank + ".level", StoryDevice + ".nh3.01", StuckPoint, NoisyPoint} {
		require.True(t, ids[p], "the story needs %s", p)
	}
}

type census struct {
	counts, people, teams, fields, materials, boards map[string]int
	risks                                            map[register.Risk]int
	levels                                           map[int]bool
	parents                                          int
	hash                                             string
}

func walk(t *testing.T, c *City) census {
	t.Helper()
	kinds, err := register.NewKinds(register.Standard()...)
	require.NoError(t, err)
	areas, shapes := map[string]register.Area{}, map[string]geo.Shape{}
	for _, a := range c.Areas() {
		areas[a.Code] = a
		if a.Level == register.District {
			shapes[a.Code], err = geo.ParseShape(a.Outline)
			require.NoError(t, err)
		}
	}
	s := census{
		counts: map[string]int{}, people: map[string]int{}, teams: map[string]int{}, fields: map[string]int{}, materials: map[string]int{}, boards: map[string]int{},
		risks: map[register.Risk]int{}, levels: map[int]bool{},
	}
	ids, codes, names, parents, channels := map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	hash := sha256.New()
	for e := range c.Elements() {
		if ids[e.ID] != "" || !id.Valid(e.ID) {
			t.Fatalf("id %q is not valid or stands twice", e.ID)
		}
		ids[e.ID] = e.Kind
		s.counts[e.Kind]++
		k, err := kinds.Find(e.Kind)
		if err != nil {
			t.Fatal(err)
		}
		a, err := k.Parse(e.Attrs)
		if err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		if k.Shape != register.NoShape && k.Name != "shelter" {
			if _, err := geo.ParseGeometry(e.Shape); err != nil {
				t.Fatalf("%s: %v", e.ID, err)
			}
		}
		if areas[e.Area].Level != register.Community || !shapes[e.Area[:6]].Contains(geo.Point{Lon: e.Lon, Lat: e.Lat}) {
			t.Fatalf("%s at %v,%v is not in a community or outside its district %s", e.ID, e.Lon, e.Lat, e.Area)
		}
		if !e.Demo || !strings.HasPrefix(e.Address, Notice) || !strings.Contains(e.Name+e.Address, "演示") {
			t.Fatalf("%s does not say that it is demo data", e.ID)
		}
		if k.Above != "" && ids[e.Parent] != k.Above {
			t.Fatalf("%s has no parent above it", e.ID)
		}
		switch v := a.(type) {
		case *register.Enterprise:
			if codes[v.CreditCode] || v.CreditCode[2:8] != e.Area[:6] || !register.ValidCreditCode(v.CreditCode) {
				t.Fatalf("credit code %s of %s stands twice or is of another district", v.CreditCode, e.ID)
			}
			if names[e.Name] || !strings.HasPrefix(e.Name, "沈阳演示") {
				t.Fatalf("name %s stands twice or could be real", e.Name)
			}
			codes[v.CreditCode], names[e.Name] = true, true
			s.risks[e.Risk]++
		case *register.HazardSource:
			parents[e.Parent], s.levels[v.Level] = true, true
			if v.S < 1 {
				t.Fatalf("%s has S = %v: no major hazard source", e.Name, v.S)
			}
		case *register.Camera:
			if channels[v.Channel] || v.Channel[:6] != e.Area[:6] {
				t.Fatalf("camera code %s", v.Channel)
			}
			channels[v.Channel] = true
		case *register.RescueTeam:
			s.people[v.Type] += v.People
			s.teams[v.Type]++
		case *register.Expert:
			for _, f := range v.Fields {
				s.fields[f]++
			}
		case *register.Board:
			s.boards[v.Place]++
		case *register.Depot:
			for _, m := range v.Materials {
				s.materials[m.Name]++
			}
		}
		fmt.Fprintf(hash, "%+v\n", e)
	}
	s.parents, s.hash = len(parents), hex.EncodeToString(hash.Sum(nil))
	for _, p := range c.Points() {
		require.NotEmpty(t, ids[p.Element], p.ID)
	}
	return s
}

func TestPointsAreSound(t *testing.T) {
	for _, scale := range []Scale{Small, Full} {
		c := build(t, scale)
		require.Len(t, c.Points(), scale.Points)
		devices, ids, keys := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, d := range c.Devices() {
			require.False(t, devices[d.ID])
			devices[d.ID] = true
		}
		watched := map[string]int{}
		for _, p := range c.Points() {
			require.NoError(t, p.Check(), p.ID)
			require.True(t, id.Valid(p.ID) && !ids[p.ID] && !keys[p.Device+" "+p.Key] && devices[p.Device], p.ID)
			ids[p.ID], keys[p.Device+" "+p.Key] = true, true
			l := p.Limits
			for _, low := range []*float64{l.LL, l.L} {
				require.True(t, low == nil || p.Normal > *low+p.Deadband, "%s is normally at %v, low limit %v", p.ID, p.Normal, low)
			}
			for _, high := range []*float64{l.H, l.HH} {
				require.True(t, high == nil || p.Normal < *high-p.Deadband, "%s is normally at %v", p.ID, p.Normal)
			}
			require.True(t, l.HH == nil || p.OnDelay == 0, "an HH does not wait")
			if p.StaleAfter > 0 {
				watched[p.Device]++
			}
		}
		for d := range devices {
			require.Equal(t, 1, watched[d], "one point of %s tells that it is silent", d)
		}
	}
}

func TestPeople(t *testing.T) {
	c := build(t, Full)
	logins, roles := map[string]bool{}, map[string]map[string]bool{}
	for _, p := range c.People() {
		require.False(t, logins[p.Login])
		require.True(t, p.Demo)
		require.Contains(t, p.Title, "演示")
		logins[p.Login] = true
		g := p.Grants[0]
		if g.Role == "plant" {
			require.Len(t, g.Area, 12, "the community of the plant")
			continue
		}
		if roles[g.Area] == nil {
			roles[g.Area] = map[string]bool{}
		}
		roles[g.Area][g.Role] = true
	}
	for _, want := range []string{"admin", "auditor", "duty", "commander", "field", "duty-210106", "commander-210181", "grid-210102"} {
		require.True(t, logins[want], want)
	}
	require.Len(t, roles, 14, "the city and 13 districts")
	for area, have := range roles {
		if area != Code {
			for _, role := range []string{"duty", "commander", "grid", "field", "officer", "legal", "head", "leader", "host", "publicity", "clerk"} {
				require.True(t, have[role], "%s in %s", role, area)
			}
		}
	}
	teams := map[string]register.RescueTeam{}
	for e := range c.teams {
		var team register.RescueTeam
		require.NoError(t, json.Unmarshal(e.Attrs, &team))
		teams[e.ID] = team
	}
	for _, p := range c.People() {
		if p.Team != "" {
			require.Equal(t, p.Name, teams[p.Team].Leader, p.Team)
		}
	}
}

func BenchmarkElements(b *testing.B) {
	c := build(b, Full)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range c.Elements() {
			n++
		}
		if n < 300_000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		build(b, Full)
	}
}
