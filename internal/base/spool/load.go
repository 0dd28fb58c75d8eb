package spool

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// standing is the note of what is done.
type standing struct {
	Done uint64 `json:"done"`
	Boot string `json:"boot"`
}

const noteName = "done.json"

// note writes it beside and renames it, so that it is whole; it needs no sync, see the package's words.
func (s *Spool) note() error {
	b, err := json.Marshal(standing{s.done, s.Boot()})
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, noteName)
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// load finds the files, hands out what is not done, and leaves next behind everything that was ever numbered.
func (s *Spool) load(again func(number uint64, record []byte) error) ([]Damage, error) {
	var noted standing
	b, err := os.ReadFile(filepath.Join(s.dir, noteName))
	if err == nil {
		err = json.Unmarshal(b, &noted)
	}
	if err != nil {
		noted = standing{} // none, or one torn with the power: everything comes again
	}
	s.next = noted.Done + 1
	if noted.Boot == s.Boot() {
		s.done = noted.Done
	}
	names, err := filepath.Glob(filepath.Join(s.dir, "*"+ending))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var damage []Damage
	for i, path := range names {
		first, err := strconv.ParseUint(strings.TrimSuffix(filepath.Base(path), ending), 10, 64)
		if err != nil {
			continue // not ours
		}
		info, err := os.Stat(path)
		if err != nil {
			return damage, err
		}
		bad, err := s.read(path, i == len(names)-1, again)
		damage = append(damage, bad...)
		if err != nil {
			return damage, err
		}
		s.files = append(s.files, file{path: path, first: first, last: info.ModTime()})
		s.next = max(s.next, first)
	}
	return damage, s.clear()
}

// clear removes a newest file that holds no record, whose name the next one will take.
func (s *Spool) clear() error {
	n := len(s.files)
	if n == 0 || s.files[n-1].first != s.next {
		return nil
	}
	err := os.Remove(s.files[n-1].path)
	s.files = s.files[:n-1]
	return err
}

// read hands out the records of one file, going on behind what is damaged.
func (s *Spool) read(path string, newest bool, again func(number uint64, record []byte) error) (damage []Damage, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for at := 0; at < len(b); {
		number, record, ok := decode(b[at:])
		if !ok {
			next := resume(b, at+1)
			damage = append(damage, Damage{Path: path, Offset: int64(at), Bytes: int64(next - at), Torn: newest && next == len(b)})
			at = next
			continue
		}
		at += head + len(record)
		s.next = max(s.next, number+1)
		if number > s.done {
			if err := again(number, record); err != nil {
				return damage, err
			}
		}
	}
	return damage, nil
}

// decode reads the record at the begin of b.
func decode(b []byte) (number uint64, record []byte, ok bool) {
	if len(b) < head || binary.LittleEndian.Uint32(b) != mark {
		return 0, nil, false
	}
	n := binary.LittleEndian.Uint32(b[4:])
	if n > MaxRecord || int(n) > len(b)-head {
		return 0, nil, false
	}
	record = b[head : head+int(n)]
	sum := crc32.Update(crc32.Checksum(b[8:16], sums), sums, record)
	return binary.LittleEndian.Uint64(b[8:]), record, sum == binary.LittleEndian.Uint32(b[16:])
}

// resume is where the next sound record begins, or the end.
func resume(b []byte, from int) int {
	sign := binary.LittleEndian.AppendUint32(nil, mark)
	for {
		i := bytes.Index(b[from:], sign)
		if i < 0 {
			return len(b)
		}
		if _, _, ok := decode(b[from+i:]); ok {
			return from + i
		}
		from += i + 1
	}
}
