package register

import (
	"math"
	"strings"
	"sync"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

const (
	// stampZoom is the zoom of the squares whose changes are counted: some 7 km a side in the city.
	stampZoom = 12
	// coarse is the zoom below which a tile holds so many squares that the changes of the whole kind are looked at.
	coarse = 7
	// keptBytes is how much room kept tiles may take.
	keptBytes = 32 << 20
)

// stamps count the changes of a kind, in all and by square.
type stamps struct {
	all    uint64
	square map[uint32]uint64
}

func (s *stamps) touch(p spot) {
	if s.square == nil {
		s.square = map[uint32]uint64{}
	}
	s.all++
	s.square[squareOf(p.x, p.y)]++
}

func squareOf(x, y float64) uint32 { return row(y)<<stampZoom | row(x) }

// row is the number of a square on one of the axes of the unit square.
func row(v float64) uint32 {
	const last = 1<<stampZoom - 1
	return uint32(min(max(math.Floor(v*(last+1)), 0), last))
}

// of grows whenever something changes that a tile may show, and never otherwise says less.
func (s *stamps) of(t geo.Tile) uint64 {
	if t.Z < coarse {
		return s.all
	}
	side := 1 / float64(uint32(1)<<t.Z)
	edge := side * (margin + 1) / geo.Extent
	west, north := float64(t.X)*side, float64(t.Y)*side
	sum := uint64(0)
	for y := row(north - edge); y <= row(north+side+edge); y++ {
		for x := row(west - edge); x <= row(west+side+edge); x++ {
			sum += s.square[y<<stampZoom|x]
		}
	}
	return sum
}

// kept holds tiles that were made, until something on them changes: those asked for of late, in two halves, of which the
// older goes when the younger is full.
type kept struct {
	mu         sync.Mutex
	young, old map[keptKey]keptTile
	size       int // bytes in young
}

type keptKey struct {
	scope, kind, area string
	risk              Risk
	tile              geo.Tile
}

type keptTile struct {
	stamp uint64
	mvt   []byte
}

func keptKeyOf(scope identity.Scope, kind string, t geo.Tile, f Filter) keptKey {
	return keptKey{strings.Join(scope, " "), kind, f.Area, f.Risk, t}
}

// find returns a tile that was made when the stamp was the same.
func (k *kept) find(key keptKey, stamp uint64) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t, ok := k.young[key]
	if !ok {
		if t, ok = k.old[key]; ok {
			delete(k.old, key)
			k.put(key, t)
		}
	}
	return t.mvt, ok && t.stamp == stamp
}

func (k *kept) keep(key keptKey, t keptTile) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.put(key, t)
}

func (k *kept) put(key keptKey, t keptTile) {
	const overhead = 200
	if before, ok := k.young[key]; ok {
		k.size -= len(before.mvt) + overhead
	}
	if k.young == nil || k.size+len(t.mvt)+overhead > keptBytes/2 {
		k.young, k.old, k.size = map[keptKey]keptTile{}, k.young, 0
	}
	k.young[key] = t
	k.size += len(t.mvt) + overhead
}
