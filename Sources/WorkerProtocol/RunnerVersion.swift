/// The version of the program, of its worker, and of what they say to each other.
package let runnerVersion = "0.1.0"
