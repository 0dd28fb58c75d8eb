package peer

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"anlan/internal/base/geo"
)

// memory is how long before now a peer still tells, when it is asked from the beginning.
const memory = 6 * time.Hour

// spot is a place of the invented records: a real neighbourhood of Shenyang, and what happens there is invented.
type spot struct {
	name     string
	lon, lat float64
}

var spots = []spot{
	{"沈河区五爱街", 123.4560, 41.7890},
	{"和平区太原街", 123.3980, 41.7930},
	{"铁西区兴华街", 123.3700, 41.7960},
	{"皇姑区长江街", 123.4130, 41.8370},
	{"大东区东中街", 123.4850, 41.8010},
	{"浑南区白塔街", 123.4520, 41.6900},
	{"于洪区沈新路", 123.3080, 41.7970},
	{"沈北新区道义街", 123.4130, 41.9240},
	{"苏家屯区枫杨路", 123.3440, 41.6650},
	{"铁西区大青街", 123.2010, 41.7320},
	{"浑南区祝家街", 123.6100, 41.7080},
	{"沈北新区马刚街", 123.6320, 42.0560},
}

// hills are places of the east and north, for what happens in the mountains.
var hills = []spot{{"沈北新区马刚街", 123.6320, 42.0560}, {"浑南区祝家街", 123.6400, 41.7000}, {"浑南区李相街", 123.6600, 41.6600}, {"苏家屯区白清寨", 123.6300, 41.6000}, {"沈北新区石佛寺", 123.4000, 42.1500}}

// happening is one moment at which something of a kind is told: the n-th slot since 1970, with chance of its own.
type happening struct {
	n  int64
	at time.Time
	*rand.Rand
}

// happenings are those of a stream from (not included) to a moment, oldest first: one each period on average, the same
// whenever it is asked.
func happenings(stream string, period time.Duration, from, to time.Time) []happening {
	if earliest := to.Add(-memory); from.Before(earliest) {
		from = earliest
	}
	h := fnv.New64a()
	fmt.Fprint(h, stream)
	var out []happening
	for n := from.UnixNano()/int64(period) - 1; n <= to.UnixNano()/int64(period); n++ {
		r := rand.New(rand.NewPCG(h.Sum64(), uint64(n)))
		at := time.Unix(0, n*int64(period)).Add(time.Duration(r.Int64N(int64(period)))).UTC().Truncate(time.Second)
		if at.After(from) && !at.After(to) {
			out = append(out, happening{n, at, r})
		}
	}
	return out
}

func (h happening) of(words ...string) string { return words[h.IntN(len(words))] }

// near is a place some hundred metres from a spot.
func (h happening) near(list []spot) (spot, geo.Point) {
	s := list[h.IntN(len(list))]
	return s, geo.Point{Lon: s.lon, Lat: s.lat}.Toward(h.Float64()*360, 50+h.Float64()*900)
}

// id is the peer's own number of it.
func (h happening) id(prefix string) string { return fmt.Sprintf("%s%010d", prefix, h.n) }

// bend makes a lie of a time now and then.
func (h happening) when(lies bool) time.Time {
	if lies && h.n%3 == 0 {
		return h.at.Add(72 * time.Hour)
	}
	return h.at
}

// wave is a value that follows the day, with noise that belongs to the moment.
func (h happening) wave(middle, swing, noise float64) float64 {
	hour := float64(h.at.Unix()%86400)/3600 + 8
	v := middle + swing*math.Sin((hour-9)/24*2*math.Pi) + noise*(h.Float64()-0.5)
	return math.Round(v*100) / 100
}

// china is the time of the city.
var china = time.FixedZone("CST", 8*3600)

func local(t time.Time) string { return t.In(china).Format("2006-01-02 15:04:05") }
