package city

import (
	"fmt"
	"math"

	"anlan/internal/engine/register"
)

var highRiseUses = []struct {
	use, word string
	share     int
	low, high int // floors
}{
	{"residential", "小区", 780, 9, 34},
	{"office", "商务大厦", 70, 8, 45},
	{"mixed", "广场", 60, 10, 48},
	{"commercial", "购物中心", 30, 7, 20},
	{"hotel", "酒店大楼", 30, 9, 40},
	{"hospital", "住院部大楼", 15, 8, 24},
	{"school", "教学科研楼", 15, 7, 18},
}

func (c *City) highRises(yield func(register.Element) bool) {
	n := 0
	for i, count := range deal(c.grounds, c.scale.HighRises, 1) {
		g := c.grounds[i]
		rnd := seeded("high-rises of " + g.code)
		for range count {
			n++
			at, q := g.pick(rnd)
			x, u := rnd.IntN(1000), highRiseUses[0]
			for _, u = range highRiseUses {
				if x -= u.share; x < 0 {
					break
				}
			}
			floors := u.low + rnd.IntN(u.high-u.low+1)
			name := fmt.Sprintf("演示%s%s", brand(300_000+n), u.word)
			perFloor := 60
			if u.use == "residential" {
				name, perFloor = fmt.Sprintf("%s%d号楼", name, 1+rnd.IntN(30)), 12
			}
			built := 1985 + int(38*math.Sqrt(rnd.Float64()))
			e := register.Element{
				ID: fmt.Sprintf("hr-%05d", n), Kind: "high-rise", Name: name, Area: q.area.Code, Lon: at.Lon, Lat: at.Lat,
				Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
				Attrs: attrs(register.HighRise{
					Floors: floors, Height: math.Round(float64(floors)*31+float64(rnd.IntN(30))) / 10, Use: u.use, Built: built,
					People: floors * perFloor, Management: company(n, "物业管理"), Phone: phone(3_000_000 + n),
					Sprinklers: u.use != "residential" || floors > 33,
				}),
			}
			switch { // old and high without sprinklers is worst
			case floors > 33 && built < 2000:
				e.Risk = register.Red
			case floors > 25 && built < 2005:
				e.Risk = register.Orange
			case floors > 18 || built < 2000:
				e.Risk = register.Yellow
			default:
				e.Risk = register.Blue
			}
			if !yield(e) {
				return
			}
		}
	}
}

var cameraSources = []struct {
	source, word string
	network      byte // digit 14 of the code: the network it hangs on
	share        int
}{
	{"xueliang", "公共区域", '0', 620},
	{"traffic", "路口", '5', 230},
	{"enterprise", "企业厂区", '7', 110},
	{"flood", "积水点", '6', 25},
	{"forest", "林区瞭望", '6', 15},
}

// cameras have codes of rule A of GB/T 28181-2016 annex D: region (8 digits), trade 00, type 132 (network camera),
// network, serial number.
func (c *City) cameras(yield func(register.Element) bool) {
	n := 0
	for i, count := range deal(c.grounds, c.scale.Cameras, 1) {
		g := c.grounds[i]
		rnd := seeded("cameras of " + g.code)
		for k := range count {
			n++
			at, q := g.pick(rnd)
			x, s := rnd.IntN(1000), cameraSources[0]
			for _, s = range cameraSources {
				if x -= s.share; x < 0 {
					break
				}
			}
			state := "online"
			if x := rnd.IntN(1000); x < 12 {
				state = "fault"
			} else if x < 45 {
				state = "offline"
			}
			e := register.Element{
				ID: fmt.Sprintf("cam-%05d", n), Kind: "camera", Name: fmt.Sprintf("%s%s%d号（演示）", q.area.Name, s.word, k+1),
				Area: q.area.Code, Lon: at.Lon, Lat: at.Lat, Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
				Attrs: attrs(register.Camera{
					Channel: fmt.Sprintf("%s0000132%c%06d", g.code, s.network, k+1), Source: s.source, PTZ: rnd.IntN(4) == 0, State: state,
				}),
			}
			if !yield(e) {
				return
			}
		}
	}
}
