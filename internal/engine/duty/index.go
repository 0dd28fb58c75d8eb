package duty

import (
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
)

// Who is a contact in words, without personal numbers.
type Who struct {
	ID          string        `json:"id"`
	Account     string        `json:"account"`
	Name        string        `json:"name"`
	Title       string        `json:"title"`
	Unit        string        `json:"unit"`
	Area        string        `json:"area"`
	HasPhone    bool          `json:"has_phone"`
	ConfirmedAt clock.Instant `json:"confirmed_at" doc:"when they last acknowledged a call; null for never"`
	version     int64
	demo        bool
}

// index is all that Answer needs, in memory. Rows are never deleted but shifts, so a row that is older than what is here
// is passed over and order does not matter.
type index struct {
	mu       sync.RWMutex
	contacts map[string]Who
	accounts map[string]string // contact by account
	posts    map[string]*Post
	places   map[string][]*Post // by area or element, the first to be called first
	spots    map[[2]int]map[string]bool
	shapes   map[string]geo.Geometry // of elements with posts, where they have more than a point
	absences map[string]Absence
	away     map[string][]Absence // by contact
	rosters  map[string]Roster
	shifts   map[string][]DutyShift // by roster, in order of start
	revision atomic.Uint64
	locate   func(element string) (geo.Point, bool)
}

func newIndex(locate func(element string) (geo.Point, bool)) *index {
	return &index{
		locate:   locate,
		contacts: map[string]Who{}, accounts: map[string]string{}, posts: map[string]*Post{}, places: map[string][]*Post{}, spots: map[[2]int]map[string]bool{}, shapes: map[string]geo.Geometry{},
		absences: map[string]Absence{}, away: map[string][]Absence{}, rosters: map[string]Roster{}, shifts: map[string][]DutyShift{},
	}
}

func (x *index) fill(contacts []Contact, posts []Post, absences []Absence, rosters []Roster, shifts []DutyShift) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range contacts {
		x.setContact(c)
	}
	for _, p := range posts {
		x.setPost(p)
	}
	for _, a := range absences {
		x.setAbsence(a)
	}
	byRoster := map[string][]DutyShift{}
	for _, s := range shifts {
		byRoster[s.Roster] = append(byRoster[s.Roster], s)
	}
	for _, r := range rosters {
		x.setRoster(r, byRoster[r.ID])
	}
	x.revision.Add(1)
}

func (x *index) putContact(c Contact) { x.put(func() { x.setContact(c) }) }
func (x *index) putPost(p Post)       { x.put(func() { x.setPost(p) }) }
func (x *index) putAbsence(a Absence) { x.put(func() { x.setAbsence(a) }) }

func (x *index) put(f func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f()
	x.revision.Add(1)
}

func (x *index) setContact(c Contact) {
	old, ok := x.contacts[c.ID]
	if ok && old.version > c.Version {
		return
	}
	if old.Account != "" {
		delete(x.accounts, old.Account)
	}
	if c.Account != "" {
		x.accounts[c.Account] = c.ID
	}
	x.contacts[c.ID] = Who{ID: c.ID, Account: c.Account, Name: c.Name, Title: c.Title, Unit: c.Unit, Area: c.Area, HasPhone: c.Phone != "", ConfirmedAt: c.ConfirmedAt, version: c.Version, demo: c.Demo}
}

func (x *index) setPost(p Post) {
	p.span()
	if old, ok := x.posts[p.ID]; ok {
		if old.Version > p.Version {
			return
		}
		at := old.place()
		x.places[at] = slices.DeleteFunc(slices.Clone(x.places[at]), func(o *Post) bool { return o.ID == p.ID })
		if old.Element != "" && len(x.places[at]) == 0 {
			for _, spot := range x.spots {
				delete(spot, old.Element)
			}
		}
	}
	x.posts[p.ID] = &p
	list := append(x.places[p.place()], &p)
	slices.SortFunc(list, func(a, b *Post) int {
		if d := rankOf(a.Role) - rankOf(b.Role); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	x.places[p.place()] = list
	if p.Element != "" {
		x.setSpots(p.Element)
	}
}

// setSpots puts an element into all cells that its shape, or its point, may touch.
func (x *index) setSpots(element string) {
	var box geo.Box
	if g, ok := x.shapes[element]; ok {
		box = g.Box()
	} else if at, ok := x.locate(element); ok {
		box = geo.Box{West: at.Lon, South: at.Lat, East: at.Lon, North: at.Lat}
	} else {
		return
	}
	low, high := cellOf(geo.Point{Lon: box.West, Lat: box.South}), cellOf(geo.Point{Lon: box.East, Lat: box.North})
	for i := low[0]; i <= high[0]; i++ {
		for j := low[1]; j <= high[1]; j++ {
			c := [2]int{i, j}
			if x.spots[c] == nil {
				x.spots[c] = map[string]bool{}
			}
			x.spots[c][element] = true
		}
	}
}

// setShapes takes the shapes of elements; one of those asked for that is not told has none any more.
func (x *index) setShapes(asked []string, told map[string]geo.Geometry) {
	for _, el := range asked {
		if g, ok := told[el]; ok {
			x.shapes[el] = g
		} else {
			delete(x.shapes, el)
		}
		if len(x.places[elementKey(el)]) > 0 {
			x.setSpots(el)
		}
	}
}

// hasPosts reports whether an element has people of its own.
func (x *index) hasPosts(element string) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.places[elementKey(element)]) > 0
}

func (x *index) setAbsence(a Absence) {
	if old, ok := x.absences[a.ID]; ok && old.Version > a.Version {
		return
	}
	x.absences[a.ID] = a
	list := slices.DeleteFunc(slices.Clone(x.away[a.Contact]), func(o Absence) bool { return o.ID == a.ID })
	if !a.Ended {
		list = append(list, a)
	}
	x.away[a.Contact] = list
}

func (x *index) setRoster(r Roster, shifts []DutyShift) {
	if old, ok := x.rosters[r.ID]; ok && old.Version > r.Version {
		return
	}
	x.rosters[r.ID], x.shifts[r.ID] = r, shifts
}

func (x *index) contact(contact string) (Who, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	w, ok := x.contacts[contact]
	return w, ok
}

func (x *index) post(post string) (Post, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if p, ok := x.posts[post]; ok {
		return *p, true
	}
	return Post{}, false
}

func (x *index) contactOf(account string) (Who, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	w, ok := x.contacts[x.accounts[account]]
	return w, ok && account != ""
}

// who is a contact; the caller holds the lock.
func (x *index) who(contact string) Who {
	if w, ok := x.contacts[contact]; ok {
		return w
	}
	return Who{ID: contact, Name: contact}
}

// substitute is who stands in for a contact at a moment; the caller holds the lock. A substitute who is away as well is
// followed once more, and no further.
func (x *index) substitute(contact string, at int64) (a Absence, ok bool) {
	for range 2 {
		i := slices.IndexFunc(x.away[contact], func(a Absence) bool { return a.FromAt.UnixMicro() <= at && at < a.ToAt.UnixMicro() })
		if i < 0 {
			return a, ok
		}
		a, ok = x.away[contact][i], true
		contact = a.Substitute
	}
	return a, ok
}

// cellSize is the grid of spots in degrees: about 1.1 km from south to north.
const cellSize = 0.01

func cellOf(p geo.Point) [2]int {
	return [2]int{int(math.Floor(p.Lon / cellSize)), int(math.Floor(p.Lat / cellSize))}
}
