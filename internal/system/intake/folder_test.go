package intake

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/folder"
)

func TestDroppedFilesAreTakenOnce(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	r.Folder = t.TempDir()
	f, err := folder.Open(r.values())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	drop := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(r.Folder, name), []byte(text), 0o600))
		for range 2 { // it must keep its size from one look to the next
			require.NoError(t, f.Look(context.Background()))
		}
		require.NoFileExists(t, filepath.Join(r.Folder, name))
	}
	at := func(minutes int) string {
		return r.City.Clock.Now().In(china).Add(time.Duration(minutes) * time.Minute).Format("2006-01-02 15:04:05")
	}
	good := "设备编号,参数,时间,数值\nfiler,level," + at(-3) + ",1\nfiler,level," + at(-2) + ",2\n"
	drop("good.csv", good)
	require.FileExists(t, filepath.Join(r.Folder, folder.Done, "good.csv"))
	require.InDelta(t, 2, *r.Reading("filed").Value, 0)
	drop("again.csv", good)
	r.Rejected("csv", "repeated", "", 1)

	mixed := "device,key,time,value,quality\n" + strings.Join([]string{
		"filer,level," + at(-1) + ",3,", "filer,level,yesterday,4,", "filer,level," + at(0) + ",x,", "filer,level," + at(60*48) + ",5,",
		"filer,depth," + at(0) + ",6,", "dev-1,gas," + at(0) + ",99,", "nobody,gas," + at(0) + ",99,", "filer,level," + at(0) + ",7,fine", "filer,level," + at(0) + ",8,uncertain",
	}, "\n") + "\n"
	drop("mixed.csv", mixed)
	require.InDelta(t, 8, *r.Reading("filed").Value, 0, "what is good beside it is kept")
	r.History("filed", 4)
	raw, err := os.ReadFile(filepath.Join(r.Folder, folder.Failed, "mixed.errors.csv"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	require.Len(t, lines, 1+7)
	require.Contains(t, lines[1], "3,")
	require.Contains(t, lines[1], "yesterday")
	for reason, device := range map[string]string{"time-form": "filer", "not-number": "filer", "time-future": "filer", "unknown-point": "filer", "forbidden": "dev-1", "unknown-device": "", "value": "filer"} {
		r.Rejected("csv", reason, device, 1)
	}

	drop("columns.csv", "a,b\n1,2\n")
	drop("empty.csv", "")
	drop("binary.csv", "\x00\x01\x02\xff")
	for _, name := range []string{"columns", "empty", "binary"} {
		require.FileExists(t, filepath.Join(r.Folder, folder.Failed, name+".errors.csv"), name)
	}
	r.Rejected("csv", "missing", "", 1)
}
