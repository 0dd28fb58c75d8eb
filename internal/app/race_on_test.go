//go:build race

package app_test

// raceDetector says that the tests run under the race detector, where playing all scripts once more shows nothing new.
const raceDetector = true
