package command

import (
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
	"anlan/internal/model/plume"
)

// The zones around a scene, from the inside: 热区 where the danger is, 温区 where people and things are cleaned and handed on,
// 冷区 where the command and those who wait stand.
const (
	Hot  = "hot"
	Warm = "warm"
	Cold = "cold"
)

// zoneKinds are the kinds from the inside.
var zoneKinds = []string{Hot, Warm, Cold}

var zoneTitles = map[string]lang.Text{Hot: lang.T("热区", "Hot zone"), Warm: lang.T("温区", "Warm zone"), Cold: lang.T("冷区", "Cold zone")}

// How the outline of a zone was found.
const (
	byHand   = "drawn"
	byCircle = "circle"
	byPlume  = "plume"
)

// The states of a zone: the newest version says whether it stands.
const (
	zoneStands = "active"
	zoneOver   = "lifted"
)

// usualForces are the specialities of teams and types of vehicles that may be inside unless the zone says otherwise; nil is for all.
// It is practice and no law, and unverified: each zone may say it otherwise when it is set.
var usualForces = map[string][]string{
	Hot:  {"hazchem", "fire", "rescue", "mine", "gas"},
	Warm: {"hazchem", "fire", "rescue", "mine", "gas", "medical", "ambulance", "environment", "general", "power", "water"},
	Cold: nil,
}

// aegl is the exposure level whose outline is each zone.
var aegl = map[string]int{Hot: 3, Warm: 2, Cold: 1}

// What is kept clear around a source at the least, metres, and by how many degrees the wind is taken to turn. They are parameters
// and unverified.
var (
	nearSource  = map[string]float64{Hot: 50, Warm: 75, Cold: 100}
	usualSpread = 15.0
)

// Reach of circles that are drawn around a place, metres.
const farthestCircle = 20_000

// Leak is what is known of a leak of gas: so much over so many minutes, the wind, the sky and the ground.
type Leak struct {
	Substance string  `json:"substance" maxLength:"40" doc:"code, as listed with the rules of zones"`
	Amount    float64 `json:"amount" exclusiveMinimum:"0" maximum:"10000000" doc:"kg that come out in all"`
	Minutes   float64 `json:"minutes" minimum:"1" maximum:"1440" doc:"over how long"`
	Wind      float64 `json:"wind" minimum:"0" maximum:"60" doc:"m/s at 10 m"`
	From      float64 `json:"from" minimum:"0" maximum:"360" doc:"where the wind comes from, degrees from north"`
	Sky       string  `json:"sky" enum:"strong,moderate,slight,overcast,cloudy-night,clear-night" doc:"strength of the sun, or the night"`
	Urban     bool    `json:"urban" required:"false" doc:"among buildings"`
	Spread    float64 `json:"spread,omitempty" minimum:"0" maximum:"90" doc:"degrees by which the wind may turn; 15 when left out"`
}

// ZoneShape is the outline of a zone from a model: how far it reaches downwind, and of which concentration.
type ZoneShape struct {
	Kind   string          `json:"kind" enum:"hot,warm,cold"`
	Title  lang.Text       `json:"title"`
	Shape  json.RawMessage `json:"shape" doc:"GeoJSON polygon"`
	Reach  float64         `json:"reach" doc:"metres downwind"`
	Beyond bool            `json:"beyond" doc:"it reaches farther than is computed"`
	Level  int             `json:"level" doc:"AEGL of one hour"`
	PPM    float64         `json:"ppm"`
}

// outlines draws the zones of a leak. A zone whose level is not recommended for the substance is left out.
func (l Leak) outlines(at geo.Point) ([]ZoneShape, string, error) {
	gas, ok := plume.Find(l.Substance)
	if !ok {
		return nil, "", fail.Invalid("command.zone.substance", "没有这种物质的参数："+l.Substance, "nothing is known of the substance "+l.Substance).At("substance")
	}
	if !(l.Minutes >= 1) {
		return nil, "", fail.Invalid("command.zone.minutes", "请填写泄漏持续时间（分钟）", "say over how many minutes it comes out").At("minutes")
	}
	class := plume.ClassOf(l.Wind, l.Sky)
	spread := l.Spread
	if spread == 0 {
		spread = usualSpread
	}
	out := []ZoneShape{}
	for _, kind := range zoneKinds {
		level := aegl[kind]
		ppm := gas.AEGL[level-1]
		if ppm == 0 {
			continue
		}
		r := plume.Release{At: at, Rate: l.Amount / (l.Minutes * 60), Air: plume.Air{Wind: l.Wind, Class: class, Urban: l.Urban}, From: l.From, Spread: spread, Near: nearSource[kind]}
		if err := r.Check(); err != nil {
			return nil, "", err
		}
		a := r.Within(gas.Density(ppm))
		shape, err := ring(a.Ring)
		if err != nil {
			return nil, "", err
		}
		out = append(out, ZoneShape{Kind: kind, Title: zoneTitles[kind], Shape: shape, Reach: a.Reach, Beyond: a.Beyond, Level: level, PPM: ppm})
	}
	return out, string(class), nil
}

// says is the leak in words.
func (l Leak) says() string {
	gas, _ := plume.Find(l.Substance)
	return fmt.Sprintf("%s %g 千克，%g 分钟内泄出；风速 %g 米/秒，来向 %g 度", gas.Title.Zh, l.Amount, l.Minutes, l.Wind, l.From)
}

// ring is a closed ring as GeoJSON, to a tenth of a metre or so.
func ring(points []geo.Point) (json.RawMessage, error) {
	corners := make([][2]json.Number, 0, len(points))
	for _, p := range points {
		corners = append(corners, [2]json.Number{json.Number(fmt.Sprintf("%.6f", p.Lon)), json.Number(fmt.Sprintf("%.6f", p.Lat))})
	}
	return json.Marshal(map[string]any{"type": "Polygon", "coordinates": [][][2]json.Number{corners}})
}

// circleAround is a circle as a ring.
func circleAround(at geo.Point, metres float64) (json.RawMessage, error) {
	points := make([]geo.Point, 0, 73)
	for deg := 0; deg < 360; deg += 5 {
		points = append(points, at.Toward(float64(deg), metres))
	}
	return ring(append(points, points[0]))
}

// ForceSort is a speciality of teams or a type of vehicles, by which zones say who may be inside.
type ForceSort struct {
	Code  string    `json:"code"`
	Title lang.Text `json:"title"`
}

// Zone is a version of a zone. The newest of each kind holds; the others are kept with who set them and when.
type Zone struct {
	Kind    string          `json:"kind" enum:"hot,warm,cold"`
	Title   lang.Text       `json:"title"`
	Version int64           `json:"version" doc:"counts from 1 for each kind"`
	State   string          `json:"state" enum:"active,lifted"`
	Method  string          `json:"method" enum:"drawn,circle,plume"`
	Shape   json.RawMessage `json:"shape" doc:"GeoJSON"`
	Area    float64         `json:"area" doc:"square metres"`
	Leak    *Leak           `json:"leak,omitempty" doc:"what it was computed from"`
	Radius  float64         `json:"radius" doc:"metres, of a circle; 0 otherwise"`
	Allow   []ForceSort     `json:"allow" nullable:"false" doc:"sorts of forces that may be inside; empty for all"`
	Note    string          `json:"note"`
	At      clock.Instant   `json:"at"`
	By      string          `json:"by"`
	Checked bool            `json:"checked" doc:"the exposure levels of the substance were read in a copy of the list; otherwise they are unverified"`
	shape   geo.Shape
	allow   []string
}

// admits says whether a force may be inside. Experts and sorts that nobody named may where all may.
func (z Zone) admits(f dispatch.Force) bool {
	return len(z.allow) == 0 || slices.Contains(z.allow, f.Sort)
}

// zoneRow is a Zone in its table.
type zoneRow struct {
	Incident string        `bun:"incident"`
	Kind     string        `bun:"kind"`
	Version  int64         `bun:"version"`
	State    string        `bun:"state"`
	Method   string        `bun:"method"`
	Shape    string        `bun:"shape"`
	Basis    string        `bun:"basis"`
	Allow    string        `bun:"allow"`
	Note     string        `bun:"note"`
	At       clock.Instant `bun:"at"`
	Person   string        `bun:"person"`
	By       string        `bun:"person_name"`
}

// zoneBasis is what the outline was made from.
type zoneBasis struct {
	Leak   *Leak   `json:"leak,omitempty"`
	Radius float64 `json:"radius,omitempty"`
}

func (s *System) zone(r zoneRow) (Zone, error) {
	z := Zone{Kind: r.Kind, Title: zoneTitles[r.Kind], Version: r.Version, State: r.State, Method: r.Method, Shape: json.RawMessage(r.Shape), Note: r.Note, At: r.At, By: r.By, Allow: []ForceSort{}, Checked: true}
	var b zoneBasis
	if err := json.Unmarshal([]byte(r.Basis), &b); err != nil {
		return z, fmt.Errorf("zone %s of %s: %w", r.Kind, r.Incident, err)
	}
	z.Leak, z.Radius = b.Leak, b.Radius
	if b.Leak != nil {
		gas, _ := plume.Find(b.Leak.Substance)
		z.Checked = gas.Checked
	}
	if err := json.Unmarshal([]byte(r.Allow), &z.allow); err != nil {
		return z, fmt.Errorf("zone %s of %s: %w", r.Kind, r.Incident, err)
	}
	for _, code := range z.allow {
		z.Allow = append(z.Allow, s.forceSort(code))
	}
	var err error
	if z.shape, err = geo.ParseShape(z.Shape); err != nil {
		return z, fmt.Errorf("zone %s of %s: %w", r.Kind, r.Incident, err)
	}
	z.Area = z.shape.Area()
	return z, nil
}

// forceSort is a sort of forces with its title, from the kinds of the register.
func (s *System) forceSort(code string) ForceSort {
	for _, of := range [][2]string{{dispatch.Team, "speciality"}, {dispatch.Vehicle, "type"}} {
		if t := s.Dispatch.Choice(of[0], of[1], code); t.Zh != code {
			return ForceSort{code, t}
		}
	}
	return ForceSort{code, lang.T(code, code)}
}
